/** Target 8: what one invite costs when a hundred times as many are pending, and a page far down the list. */
import { compare, type Length, limitRow, type Result } from '../compare.ts';
import type { Row } from '../table.ts';
import type { World } from '../world.ts';
import { createOverHttp } from './create.ts';
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
  return rows;
}
