/** Running the sides of a measurement in turns, and the row of the table that their medians make. */
import { median, type Sample } from './load.ts';
import type { Row } from './table.ts';
import type { Side } from './world.ts';

export interface Result extends Sample {
  /** Microseconds of the server's processor time per request; NaN where it is not measured. */
  cpu: number;
}

export interface Length {
  rounds: number;
  /** Of one side in one round. */
  milliseconds: number;
}

async function runOnce(side: Side, time: number): Promise<Result> {
  const before = await side.server?.usage();
  const sample = await side.run(time);
  const after = await side.server?.usage();
  const cpu = before && after ? (after.cpu - before.cpu) / (sample.rate * (time / 1000)) : Number.NaN;
  return { ...sample, cpu };
}

/** Every side in every round, forwards and backwards in turn; the medians. Closes the sides. */
export async function compare<S extends Record<string, Side>>(
  title: string,
  sides: S,
  { rounds, milliseconds }: Length,
): Promise<Record<keyof S, Result>> {
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
const micros = (cpu: number) => (Number.isNaN(cpu) ? '–' : `${cpu.toFixed(0)} µs`);

/**
 * How Usher's rate compares with another.
 * @param goal the least share that the target asks for: 0.6 is 60 %, 20 is twenty times
 */
export function rateRow(
  target: string,
  what: string,
  usher: Result,
  beside: Result,
  goal: number,
  more: { result?: string; goal?: string } = {},
): Row {
  const ratio = usher.rate / beside.rate;
  const words = (share: number) => (goal < 2 ? `${(100 * share).toFixed(0)} %` : `${share.toFixed(1)}x`);
  return {
    target,
    what,
    usher: perSecond(usher),
    beside: perSecond(beside),
    result: `${words(ratio)}${more.result ?? ''}`,
    goal: `>= ${words(goal).replace('.0x', 'x')}${more.goal ?? ''}`,
    reached: ratio / goal,
    cpu: `${micros(usher.cpu)} / ${micros(beside.cpu)}`,
  };
}

/** A figure that must not be above its goal. */
export const limitRow = (
  target: string,
  what: string,
  figure: number,
  goal: number,
  show: (value: number) => string,
  sides: { usher?: string; beside?: string } = {},
): Row => ({
  target,
  what,
  usher: sides.usher ?? '',
  beside: sides.beside ?? '',
  result: show(figure),
  goal: `<= ${show(goal)}`,
  reached: goal / figure,
});
