/** Targets 1, 4 and 13: what people and scripts write, in one comparison, because each is measured against redemption. */
import { compare, type Length, type Result, rateRow } from '../compare.ts';
import { Connection, request } from '../http-client.ts';
import { load } from '../load.ts';
import type { Row } from '../table.ts';
import type { Side, World } from '../world.ts';
import { createOverHttp } from './create.ts';
import { redeemLeast, redeemOverHttp, redeemRaw } from './redeem.ts';

const CONNECTIONS = 8;
/** People of one call when many are added at once. */
const MANY = 1000;

/** Adds people of the crowd to groups that nobody is in yet, `many` of them in a call. */
async function addMembers(world: World, name: string, many: number): Promise<Side> {
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => Connection.open(world.stubbed.url)));
  const headers = { 'Api-Key': world.apiKey, 'Api-Username': world.admin };
  const people = world.data.crowd.members;
  const next = () => {
    const first = world.nextAddition(many) * many;
    const group = world.emptyGroup(many, Math.floor(first / people));
    const names = Array.from({ length: many }, (_, index) => `member${1 + ((first + index) % people)}`);
    return request('PUT', `/groups/${group}/members.json`, headers, { usernames: names.join(',') });
  };
  return {
    name,
    server: world.stubbed,
    run: (milliseconds) =>
      load(
        connections.map((connection) => async () => {
          const { status, body } = await connection.send(next());
          if (status !== 200) throw new Error(`adding members was answered ${status}: ${body.slice(0, 300)}`);
        }),
        milliseconds,
      ),
    async close() {
      for (const connection of connections) connection.close();
    },
  };
}

/** What can be reached at all here: for comparison, without a goal. */
const ceiling = (what: string, least: Result, raw: Result): Row => {
  const { reached: _, goal: __, usher, ...row } = rateRow('1', what, least, raw, 1);
  return { ...row, usher: `(${usher})`, goal: '' };
};

export async function writingRows(world: World, length: Length): Promise<Row[]> {
  const got = await compare(
    'redeem, create, add',
    {
      redeem: await redeemOverHttp(world, world.stubbed, 'Usher, redeem'),
      raw: await redeemRaw(world),
      least: await redeemLeast(world),
      create: await createOverHttp(world),
      addOne: await addMembers(world, 'Usher, add one', 1),
      addMany: await addMembers(world, `Usher, add ${MANY}`, MANY),
    },
    length,
  );
  const perPerson: Result = { ...got.addMany, rate: got.addMany.rate * MANY, cpu: got.addMany.cpu / MANY };
  return [
    rateRow('1', 'redemption, hash stubbed, 8 connections; beside: raw pg, one statement', got.redeem, got.raw, 0.6),
    ceiling('the same by the least program over HTTP (looks at the invite first); beside: raw pg', got.least, got.raw),
    rateRow(
      '4',
      'create an e-mail invite to 2 groups, with its mail; beside: Usher’s redemption',
      got.create,
      got.redeem,
      0.5,
    ),
    rateRow('13', 'add one member; beside: Usher’s redemption', got.addOne, got.redeem, 0.5),
    rateRow('13', `people added ${MANY} in a call; beside: one in a call`, perPerson, got.addOne, 40),
  ];
}
