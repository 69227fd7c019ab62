/**
 * Targets 5 to 7: a list as CSV, from the first byte of the upload to the last invite, beside COPY of as many rows into a
 * table with the same columns and indexes, and nothing else to do (no triggers, no random values); its log, its memory, and what it does
 * to redemptions meanwhile. Mails are skipped, because COPY writes none either.
 */

import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type Server, startServer } from '../child.ts';
import { type Length, limitRow } from '../compare.ts';
import { median, type Sample } from '../load.ts';
import type { Row } from '../table.ts';
import type { World } from '../world.ts';
import { redeemOverHttp } from './redeem.ts';

const LINES = 2000;
/** Rows of the short list whose memory a long one is compared with, and its number. */
const SHORT = 10_000;
const SHORT_NUMBER = 800;
const POLL_MS = 100;
/** Of a short list, which is done sooner. */
const SHORT_POLL_MS = 10;
const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Lines in pieces, made as they are read. */
function* pieces(rows: number, line: (n: number) => string): Generator<string> {
  for (let from = 0; from < rows; from += LINES) {
    const count = Math.min(LINES, rows - from);
    yield Array.from({ length: count }, (_, n) => line(from + n)).join('');
  }
}

interface Written {
  rate: number;
  /** Bytes of write-ahead log for a row. */
  log: number;
}

async function measured(pool: pg.Pool, rows: number, work: () => Promise<void>): Promise<Written> {
  const position = async () => (await pool.query('select pg_current_wal_insert_lsn() as at')).rows[0].at as string;
  const before = await position();
  const begun = performance.now();
  await work();
  const seconds = (performance.now() - begun) / 1000;
  const { rows: grown } = await pool.query('select pg_wal_lsn_diff($1, $2)::float8 as bytes', [
    await position(),
    before,
  ]);
  return { rate: rows / seconds, log: grown[0].bytes / rows };
}

/** Behind one, PostgreSQL writes a whole page to its log at each page's first change: both sides begin there, where one may. */
const checkpoint = (world: World) => world.pool.query('checkpoint').catch(() => undefined);

async function copyRaw(world: World, rows: number, run: number): Promise<Written> {
  const client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  await client.query('drop table if exists bench_invites');
  await client.query('create table bench_invites (like invites including all)');
  await checkpoint(world);
  const at = new Date().toISOString();
  const { first } = world.data.groupIds;
  const nonce = crypto.randomUUID();
  const line = (n: number) => {
    const email = `raw${run}x${(n * 7919) % rows}@example.org`;
    return `1\t${nonce}\t${nonce}\t${email}\t${email}\t${at}\t1\t{${first + (n % 900)}}\t${at}\t${at}\n`;
  };
  const written = await measured(world.pool, rows, async () => {
    const stream = client.query(
      copyFrom(
        'copy bench_invites (secret_id, key_nonce, email_token_nonce, email, email_key, expires_at, invited_by_id, group_ids, created_at, updated_at) from stdin',
      ),
    );
    Readable.from(pieces(rows, line)).pipe(stream);
    await finished(stream);
  });
  await client.query('drop table bench_invites');
  await client.end();
  return written;
}

/**
 * @param run a number that no list of this database has had, for the addresses
 * @param groups so many different ones are given, one by each row
 */
export async function importList(
  world: World,
  server: Server,
  rows: number,
  run: number,
  groups = 900,
): Promise<Written> {
  const headers = { 'Api-Key': world.apiKey, 'Api-Username': world.admin };
  const line = (n: number) => `list${run}x${(n * 7919) % rows}@example.org,circle${1 + (n % groups)}\n`;
  const json = async (reply: Response) => {
    if (!reply.ok) throw new Error(`an import was answered ${reply.status}: ${await reply.text()}`);
    return (await reply.json()) as { id: number; state: string; results: Record<string, number> };
  };
  return measured(world.pool, rows, async () => {
    const body = Readable.toWeb(Readable.from(pieces(rows, line)).map((text: string) => Buffer.from(text)));
    const upload = { method: 'POST', headers: { ...headers, 'Content-Type': 'text/csv' }, body, duplex: 'half' };
    const { id } = await json(
      await fetch(`${server.url}/imports.json?skip_email=true`, upload as unknown as RequestInit),
    );
    await json(await fetch(`${server.url}/imports/${id}/run.json`, { method: 'POST', headers }));
    for (;;) {
      const now = await json(await fetch(`${server.url}/imports/${id}.json`, { headers }));
      if (now.state === 'done' && now.results.invited === rows) return;
      if (now.state !== 'running') throw new Error(`an import ended as ${JSON.stringify(now)}`);
      await delay(rows < 50_000 ? SHORT_POLL_MS : POLL_MS);
    }
  });
}

interface ImportFigures {
  usher: Written;
  raw: Written;
  /** MiB. */
  idle: number;
  highestOfShort: number;
  highest: number;
  quiet: Sample;
  busy: Sample;
}

const medians = (all: readonly Written[]): Written => ({
  rate: median(all.map((one) => one.rate)),
  log: median(all.map((one) => one.log)),
});

/** Usher that works on imports, too. */
export const importServer = (world: World) =>
  startServer(new URL('../servers/usher.ts', import.meta.url), world.env, { args: ['stub', 'imports'] });

async function measure(world: World, rows: number, rounds: number): Promise<ImportFigures> {
  const server = await importServer(world);
  await delay(2000);
  const idle = (await server.usage()).rss;
  /** The most memory it has while `work` goes on. */
  const highestOf = async <T>(work: Promise<T>): Promise<[T, number]> => {
    let watching = true;
    let most = 0;
    const watch = (async () => {
      while (watching) {
        most = Math.max(most, (await server.usage()).rss);
        await delay(POLL_MS);
      }
    })();
    const done = await work.finally(() => {
      watching = false;
    });
    await watch;
    return [done, most];
  };
  const [, highestOfShort] = await highestOf(importList(world, server, SHORT, SHORT_NUMBER));
  let highest = 0;
  const ours: Written[] = [];
  const raws: Written[] = [];
  for (let round = 0; round < rounds; round++) {
    raws.push(await copyRaw(world, rows, round));
    await checkpoint(world);
    const [done, most] = await highestOf(importList(world, server, rows, round));
    ours.push(done);
    highest = Math.max(highest, most);
    const [usher, raw] = [ours.at(-1)!, raws.at(-1)!];
    console.error(
      `import, round ${round + 1}: Usher ${usher.rate.toFixed(0)} rows/s, ${usher.log.toFixed(0)} bytes of log a row; COPY ${raw.rate.toFixed(0)} rows/s, ${raw.log.toFixed(0)}`,
    );
  }
  const redeem = await redeemOverHttp(world, world.stubbed, 'Usher, redeem');
  const quiet = await redeem.run(1000);
  let importing = true;
  const running = importList(world, server, rows, rounds).finally(() => {
    importing = false;
  });
  const samples: Sample[] = [];
  while (importing) samples.push(await redeem.run(500));
  await running;
  await redeem.close();
  await server.stop();
  const of = (key: keyof Sample) => median(samples.map((sample) => sample[key]));
  const busy = { rate: of('rate'), p50: of('p50'), p99: of('p99') };
  return { usher: medians(ours), raw: medians(raws), idle, highestOfShort, highest, quiet, busy };
}

/** Three rounds at most: each adds as many invites as the data set has. */
const ROUNDS = 3;

export async function importRows(world: World, rows: number, { rounds }: Length): Promise<Row[]> {
  const { usher, raw, quiet, busy, idle, highestOfShort, highest } = await measure(
    world,
    rows,
    Math.min(rounds, ROUNDS),
  );
  const rate = (value: number) => `${Math.round(value).toLocaleString('en-US')} rows/s`;
  const bytes = (value: number) => `${value.toFixed(0)} bytes a row`;
  const times = ({ p50, p99 }: Sample) => `p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)} ms`;
  const ratio = (ours: number, theirs: number) => `${(ours / theirs).toFixed(2)}x`;
  const list = `import of ${rows.toLocaleString('en-US')} rows`;
  return [
    {
      target: '5',
      what: `${list}, upload to last invite; beside: COPY into a table with the same indexes`,
      usher: rate(usher.rate),
      beside: rate(raw.rate),
      result: `${((100 * usher.rate) / raw.rate).toFixed(0)} %`,
      goal: '>= 50 %',
      reached: usher.rate / raw.rate / 0.5,
    },
    {
      target: '5',
      what: 'the same: write-ahead log',
      usher: bytes(usher.log),
      beside: bytes(raw.log),
      result: ratio(usher.log, raw.log),
      goal: '<= 1.4x',
      reached: (1.4 * raw.log) / usher.log,
    },
    {
      target: '6',
      what: `memory of the server, ${list}; beside: idle`,
      usher: `${highest.toFixed(0)} MiB`,
      beside: `${idle.toFixed(0)} MiB`,
      result: `+${(highest - idle).toFixed(0)} MiB`,
      goal: '<= +96 MiB',
      reached: 96 / Math.max(1, highest - idle),
    },
    limitRow(
      '6',
      `the same; beside: the most during an import of ${SHORT.toLocaleString('en-US')} rows`,
      highest / highestOfShort,
      1.2,
      (value) => `${value.toFixed(2)}x`,
      { usher: `${highest.toFixed(0)} MiB`, beside: `${highestOfShort.toFixed(0)} MiB` },
    ),
    {
      target: '7',
      what: `redemption, hash stubbed, during an ${list}; beside: quiet`,
      usher: times(busy),
      beside: times(quiet),
      result: `p50 ${ratio(busy.p50, quiet.p50)}, p99 ${ratio(busy.p99, quiet.p99)}`,
      goal: 'p50 <= 3x, p99 <= 10x',
      reached: Math.min((3 * quiet.p50) / busy.p50, (10 * quiet.p99) / busy.p99),
    },
  ];
}
