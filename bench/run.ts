/**
 * `npm run bench`: Usher beside programs that do only the unavoidable part of the same work, on one PostgreSQL, in
 * turns. See README.md for what the figures mean.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { loadInto } from './data.ts';
import { openBenchDatabase } from './database.ts';
import { median, type Sample } from './load.ts';
import { createOverHttp } from './measures/create.ts';
import { measureMemory, measureStarts } from './measures/process.ts';
import { nothings, pendingPages } from './measures/reading.ts';
import { hashOnly, redeemOverHttp, redeemRaw } from './measures/redeem.ts';
import { describeMachine, type Row, renderTable, writeReadme } from './table.ts';
import { makeWorld, type Side, type World } from './world.ts';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    /** Only these targets, e.g. `--only 1,9`; the README is not touched then. */
    only: { type: 'string' },
    rounds: { type: 'string' },
    /** Folder that processor profiles of the servers are written to. */
    profile: { type: 'string' },
  },
});
const wanted = options.only?.split(',');
const wants = (...targets: string[]) => !wanted || targets.some((target) => wanted.includes(target));
const rounds = Number(options.rounds ?? (options.quick ? 2 : 5));
const milliseconds = options.quick ? 1000 : 3000;
const size = options.quick
  ? { invites: 200_000, oldest: 20_000, groups: 1000, members: 20_000 }
  : { invites: 1_000_000, oldest: 100_000, groups: 1000, members: 100_000 };

interface Result extends Sample {
  /** Microseconds of the server's processor time per request; NaN where it is not measured. */
  cpu: number;
}

async function runOnce(side: Side, time: number): Promise<Result> {
  const before = await side.server?.usage();
  const sample = await side.run(time);
  const after = await side.server?.usage();
  const cpu = before && after ? (after.cpu - before.cpu) / (sample.rate * (time / 1000)) : Number.NaN;
  return { ...sample, cpu };
}

/** Every side in every round, forwards and backwards in turn; the medians. Closes the sides. */
async function compare<S extends Record<string, Side>>(title: string, sides: S): Promise<Record<keyof S, Result>> {
  const results = new Map<string, Result[]>();
  const names = Object.keys(sides);
  for (const name of names) await runOnce(sides[name]!, Math.min(milliseconds, 1000)); // warm
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      const result = await runOnce(sides[name]!, milliseconds);
      results.set(name, [...(results.get(name) ?? []), result]);
    }
    const line = names.map((name) => `${sides[name]!.name} ${results.get(name)![round]!.rate.toFixed(0)}/s`);
    console.error(`${title}, round ${round + 1}: ${line.join(', ')}`);
  }
  for (const name of names) await sides[name]!.close();
  const of = (name: string, key: keyof Result) => median(results.get(name)!.map((result) => result[key]));
  const medians = names.map((name) => [
    name,
    { rate: of(name, 'rate'), p50: of(name, 'p50'), p99: of(name, 'p99'), cpu: of(name, 'cpu') },
  ]);
  return Object.fromEntries(medians) as Record<keyof S, Result>;
}

const perSecond = ({ rate }: Sample) => `${Math.round(rate).toLocaleString('en-US')}/s`;
const percent = (ours: number, theirs: number) => `${((100 * ours) / theirs).toFixed(0)} %`;
const micros = ({ cpu }: Result) => (Number.isNaN(cpu) ? '' : `${cpu.toFixed(0)} µs`);
const row = (target: string, what: string, usher: Result, beside: Result, goal: string, more = ''): Row => ({
  target,
  what,
  usher: perSecond(usher),
  beside: perSecond(beside),
  result: `${percent(usher.rate, beside.rate)}${more}`,
  goal,
  cpu: Number.isNaN(beside.cpu) ? micros(usher) : `${micros(usher)} / ${micros(beside)}`,
});

async function measureWriting(world: World): Promise<Row[]> {
  const got = await compare('redeem, create', {
    redeem: await redeemOverHttp(world, world.stubbed, 'Usher, redeem'),
    raw: await redeemRaw(world),
    create: await createOverHttp(world),
  });
  return [
    row('1', 'redemption, hash stubbed, 8 connections; beside: raw pg, one statement', got.redeem, got.raw, '>= 60 %'),
    row(
      '4',
      'create an e-mail invite to 2 groups, with its mail; beside: Usher’s own redemption',
      got.create,
      got.redeem,
      '>= 50 %',
    ),
  ];
}

async function measureHashing(world: World): Promise<Row[]> {
  const got = await compare('redeem with argon2id', {
    redeem: await redeemOverHttp(world, world.hashing, 'Usher, redeem', 1),
    hash: hashOnly(),
  });
  return [
    row(
      '2',
      'redemption with argon2id, 8 connections; beside: argon2id alone, 4 in flight',
      got.redeem,
      got.hash,
      '>= 85 %',
    ),
  ];
}

async function measureReading(world: World): Promise<Row[]> {
  const rows: Row[] = [];
  const tail = (usher: Result, raw: Result) =>
    `, p99 ${usher.p99.toFixed(1)} / ${raw.p99.toFixed(1)} ms (${(usher.p99 / raw.p99).toFixed(1)}x)`;
  if (wants('9')) {
    const page = await compare('pending page', await pendingPages(world));
    const what = (by: string) =>
      `30 of the oldest ${size.oldest.toLocaleString('en-US')} pending invites, by ${by}; beside: Fastify + pg`;
    const goal = '>= 70 %, p99 <= 2x';
    rows.push(row('9', what('API key'), page.byKey, page.raw, goal, tail(page.byKey, page.raw)));
    rows.push(row('9', what('session'), page.bySession, page.raw, goal, tail(page.bySession, page.raw)));
  }
  if (wants('12')) {
    const nothing = await compare('authenticated no-op', await nothings(world));
    rows.push(
      row('12', 'request that only authenticates; beside: Fastify + pg', nothing.usher, nothing.raw, '>= 60 %'),
    );
  }
  return rows;
}

async function measureProcess(world: World): Promise<Row[]> {
  const starts = await measureStarts(options.quick ? 1 : 3);
  const highest = await measureMemory(world, milliseconds * 2);
  const single = (what: string, value: string, goal: string): Row => ({
    target: '14',
    what,
    usher: value,
    beside: '',
    result: '',
    goal,
  });
  return [
    single('start to first answer, new embedded database', `${(starts.newDatabase / 1000).toFixed(2)} s`, '<= 4 s'),
    single('start to first answer, database already made', `${(starts.madeDatabase / 1000).toFixed(2)} s`, '<= 1.5 s'),
    single('memory of `usher serve`, idle', `${starts.idle.toFixed(0)} MiB`, '<= 110 MiB'),
    single('memory under load, pages and hashing', `${highest.toFixed(0)} MiB`, '<= 200 MiB'),
  ];
}

const loadBefore = loadavg()[0]!;
const database = await openBenchDatabase(process.env.DATABASE_URL);
try {
  console.error(`loading ${size.invites.toLocaleString('en-US')} invites …`);
  const begun = performance.now();
  const data = await loadInto(database.url, size);
  console.error(`loaded in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  const world = await makeWorld(database, data, options.profile);
  try {
    const rows: Row[] = [];
    if (wants('1', '4')) rows.push(...(await measureWriting(world)));
    if (wants('2')) rows.push(...(await measureHashing(world)));
    rows.push(...(await measureReading(world)));
    if (wants('14')) rows.push(...(await measureProcess(world)));
    rows.sort((a, b) => Number(a.target) - Number(b.target));
    const { rows: about } = await world.pool.query('show server_version');
    const machine = describeMachine(`PostgreSQL ${about[0].server_version}`, loadBefore);
    const kind = `${rounds} rounds of ${milliseconds / 1000} s, ${size.invites.toLocaleString('en-US')} pending invites, medians.`;
    const text = `${machine} ${kind}\n\n${renderTable(rows)}`;
    console.log(text);
    if (!wanted && !options.quick) writeReadme(text);
  } finally {
    await world.close();
  }
} finally {
  await database.close();
}
