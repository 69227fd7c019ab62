/**
 * `npm run bench`: Usher beside programs that do only the unavoidable part of the same work, on one PostgreSQL, in
 * turns. See README.md for what the figures mean.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { migrate } from '../src/db/migrate.ts';
import { writeChart } from './chart.ts';
import type { Length } from './compare.ts';
import { loadInto, SIZES, type Size } from './data.ts';
import { type BenchDatabase, openBenchDatabase } from './database.ts';
import { calmRows } from './measures/calm.ts';
import { growthRows } from './measures/growth.ts';
import { importRows } from './measures/import.ts';
import { hasPeer, peerRows } from './measures/peer.ts';
import { processRows } from './measures/process.ts';
import { memberRows, nothingRows, pendingRows, statusRows } from './measures/reading.ts';
import { hashingRows } from './measures/redeem.ts';
import { writingRows } from './measures/writing.ts';
import { describeMachine, type Row, renderTable, writeReadme } from './table.ts';
import { makeWorld, type World } from './world.ts';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    /** Only these targets, e.g. `--only 1,9` or `--only peer`; the README is not touched then. */
    only: { type: 'string' },
    rounds: { type: 'string' },
    /** Folder that processor profiles of the servers are written to. */
    profile: { type: 'string' },
  },
});
const wanted = options.only?.split(',');
const size = SIZES[options.quick ? 'quick' : 'standard'];
const length: Length = {
  rounds: Number(options.rounds ?? (options.quick ? 2 : 5)),
  milliseconds: options.quick ? 1000 : 3000,
};

interface Given {
  world: World;
  database: BenchDatabase;
}

/** 10,000 pending invites, the same shape, on the same server. */
async function smallWorld(database: BenchDatabase): Promise<World | undefined> {
  const url = await database.beside('small');
  if (!url) return undefined;
  await migrate(url);
  const data = await loadInto(url, SIZES.small);
  return makeWorld({ ...database, url }, data, undefined);
}

async function growth({ world, database }: Given): Promise<Row[]> {
  const small = await smallWorld(database);
  if (!small) return [];
  try {
    return await growthRows(small, world, length);
  } finally {
    await small.close();
  }
}

async function peer({ world, database }: Given): Promise<Row[]> {
  const url = hasPeer() ? await database.beside('peer') : undefined;
  if (url) return peerRows(world, url, length);
  console.error('The peer is not measured: npm --prefix bench/peer ci --ignore-scripts installs it.');
  return [];
}

const MEASURES: { targets: string[]; measure(given: Given): Promise<Row[]> }[] = [
  { targets: ['1', '4', '13'], measure: ({ world }) => writingRows(world, length) },
  { targets: ['2'], measure: ({ world }) => hashingRows(world, length) },
  { targets: ['3'], measure: ({ world }) => calmRows(world, length) },
  { targets: ['8'], measure: growth },
  { targets: ['9'], measure: ({ world }) => pendingRows(world, length) },
  { targets: ['10'], measure: ({ world }) => memberRows(world, length) },
  { targets: ['11'], measure: ({ world }) => statusRows(world, length) },
  { targets: ['12'], measure: ({ world }) => nothingRows(world, length) },
  // Behind the others: it adds some millions of invites.
  { targets: ['5', '6', '7'], measure: ({ world }) => importRows(world, options.quick ? 100_000 : 1_000_000, length) },
  { targets: ['14'], measure: ({ world }) => processRows(world, length) },
  { targets: ['peer'], measure: peer },
];

/** Right or wrong, not more or less: tests, which run with all the others. */
const TESTED: Row[] = [
  ['15', 'as many successes as a link has uses, whoever comes at once', 'tests/races/redemption.test.ts'],
  ['15', 'killed in the middle of redemptions: no half-made account', 'tests/faults/serve-kill.test.ts'],
  ['16', 'each list reads at most 200 buffers on skewed data', 'tests/plans.test.ts'],
].map(([target, what, test]) => ({
  target: target!,
  what: what!,
  usher: '',
  beside: '',
  result: `[test](../${test})`,
  goal: 'always',
}));

const describeSize = ({ invites, members, groups }: Size) =>
  `${invites.toLocaleString('en-US')} pending invites, ${members.toLocaleString('en-US')} members, ${groups.toLocaleString('en-US')} groups`;

const loadBefore = loadavg()[0]!;
const database = await openBenchDatabase(process.env.DATABASE_URL);
try {
  console.error(`loading ${describeSize(size)} …`);
  const begun = performance.now();
  const data = await loadInto(database.url, size);
  console.error(`loaded in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  const world = await makeWorld(database, data, options.profile);
  try {
    const rows = [...TESTED];
    for (const { targets, measure } of MEASURES) {
      if (!wanted || targets.some((target) => wanted.includes(target)))
        rows.push(...(await measure({ world, database })));
    }
    rows.sort((a, b) => Number(a.target) - Number(b.target));
    const { rows: about } = await world.pool.query('show server_version');
    const where = process.env.DATABASE_URL ? 'of DATABASE_URL' : 'embedded';
    const machine = describeMachine(`PostgreSQL ${about[0].server_version} (${where})`, loadBefore);
    const kind = `${length.rounds} rounds of ${length.milliseconds / 1000} s, ${describeSize(size)}, medians.`;
    const text = `${machine} ${kind}\n\n${renderTable(rows)}`;
    console.log(text);
    if (!wanted && !options.quick) {
      writeChart(rows);
      writeReadme(`![How far each target is reached](last-run.svg)\n\n${text}`);
    }
  } finally {
    await world.close();
  }
} finally {
  await database.close();
}
