/** Target 3: what others notice while newcomers' passwords are hashed as fast as the machine can. */
import { type Length, limitRow } from '../compare.ts';
import { median, type Sample } from '../load.ts';
import type { Row } from '../table.ts';
import type { World } from '../world.ts';
import { cookieOf, getting } from './reading.ts';
import { redeemOverHttp } from './redeem.ts';

/** A few people who only look; their requests need a query, but no hash. */
const LOOKING = 4;

export async function calmRows(world: World, { rounds, milliseconds }: Length): Promise<Row[]> {
  const newcomers = await redeemOverHttp(world, world.hashing, 'newcomers', 1);
  const isToken = (body: string) => body.includes('"csrf"');
  const path = '/session/csrf.json';
  const visitors = await getting('visitors', world.hashing, path, cookieOf(world), isToken, LOOKING);
  const quiet: Sample[] = [];
  const busy: (Sample & { delay: number })[] = [];
  await visitors.run(500); // warm
  for (let round = 0; round < rounds; round++) {
    quiet.push(await visitors.run(milliseconds));
    await world.hashing.usage();
    const [seen, hashed] = await Promise.all([visitors.run(milliseconds), newcomers.run(milliseconds)]);
    const { delay } = await world.hashing.usage();
    busy.push({ ...seen, delay });
    console.error(
      `beside hashing, round ${round + 1}: p99 ${quiet[round]!.p99.toFixed(1)} -> ${seen.p99.toFixed(1)} ms, event loop ${delay.toFixed(1)} ms late, ${hashed.rate.toFixed(0)} newcomers/s`,
    );
  }
  await newcomers.close();
  await visitors.close();
  const before = median(quiet.map(({ p99 }) => p99));
  const during = median(busy.map(({ p99 }) => p99));
  const late = median(busy.map(({ delay }) => delay));
  const times = (value: number) => `${value.toFixed(1)}x`;
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  return [
    limitRow('3', 'p99 of others while passwords are hashed; beside: quiet', during / before, 5, times, {
      usher: `${during.toFixed(1)} ms`,
      beside: `${before.toFixed(1)} ms`,
    }),
    limitRow('3', 'event loop’s delay meanwhile, p99', late, 20, ms),
  ];
}
