/** Target 8: what one invite costs when a hundred times as many are pending, and a page far down the list. */
import { compare, type Length, limitRow, type Result } from '../compare.ts';
import { median } from '../load.ts';
import type { Row } from '../table.ts';
import type { World } from '../world.ts';
import { createOverHttp } from './create.ts';
import { importList, importServer } from './import.ts';
import { cookieOf, getting } from './reading.ts';
import { redeemOverHttp } from './redeem.ts';

const PER_MS = 1.5;

async function sidesOf(world: World, which: string) {
  const { username } = world.data.veteran;
  return {
    create: await createOverHttp(world, `create, ${which}`),
    redeem: await redeemOverHttp(world, world.stubbed, `redeem, ${which}`, PER_MS),
    list: await getting(
      `list, ${which}`,
      world.stubbed,
      `/u/${username}/invited/pending.json`,
      cookieOf(world),
      (body) => body.length > 3000,
    ),
  };
}

/** Rows of a list, which is gone again before the next. */
const LIST = 10_000;
const LIST_GROUPS = 90;

/** Rows per second of short lists, in turns. */
async function importing(small: World, large: World, rounds: number): Promise<[few: number, many: number]> {
  const sideOf = async (world: World) => ({ world, server: await importServer(world), rates: [] as number[] });
  const sides = [await sideOf(small), await sideOf(large)] as const;
  // The first round warms the servers.
  for (let round = -1; round < rounds; round++)
    for (const { world, server, rates } of sides) {
      const { rate } = await importList(world, server, LIST, 1000 + round, LIST_GROUPS);
      await world.pool.query("delete from invites where email_key like 'list%'");
      await world.pool.query('vacuum invites');
      if (round >= 0) rates.push(rate);
    }
  for (const { server } of sides) await server.stop();
  return [median(sides[0].rates), median(sides[1].rates)];
}

/** @param small a world with 10,000 pending invites; the rounds are short, so that it is not used up */
export async function growthRows(small: World, large: World, length: Length): Promise<Row[]> {
  const [few, many] = [await sidesOf(small, '10 thousand'), await sidesOf(large, 'all')];
  const short = { ...length, milliseconds: Math.min(length.milliseconds, 600) };
  const times = (value: number) => `${value.toFixed(2)}x`;
  const rows: Row[] = [];
  for (const [what, name] of [
    ['create', 'creating an invite'],
    ['redeem', 'redeeming'],
    ['list', 'the first page'],
  ] as const) {
    const got = await compare(`growth, ${what}`, { few: few[what], many: many[what] }, short);
    const show = ({ rate }: Result) => `${rate.toFixed(0)}/s`;
    rows.push(
      limitRow('8', `${name}: time with all invites; beside: with 10,000`, got.few.rate / got.many.rate, 1.2, times, {
        usher: show(got.many),
        beside: show(got.few),
      }),
    );
  }
  const [rateOfFew, rateOfMany] = await importing(small, large, length.rounds);
  const show = (rate: number) => `${Math.round(rate).toLocaleString('en-US')} rows/s`;
  const what = `importing a row, ${LIST.toLocaleString('en-US')} in a list: time with all invites; beside: with 10,000`;
  const sides = { usher: show(rateOfMany), beside: show(rateOfFew) };
  return [...rows, limitRow('8', what, rateOfFew / rateOfMany, 1.2, times, sides)];
}
