/** Words of the invite tests: inviting, redeeming, and looking at what that left behind. */

import type { TSchema } from 'typebox';
import Value from 'typebox/value';
import { expect } from 'vitest';
import { inviteEmailToken } from '../../src/links.ts';
import type { TestApp } from './app.ts';
import type { Client, Reply } from './client.ts';
import { unique } from './factories.ts';

/** Checks a reply against its closed wire schema: a missing key and an extra one both fail. */
export function expectShape(schema: TSchema, body: unknown): void {
  const errors = [...Value.Errors(schema, body)].map((error) => JSON.stringify(error));
  expect(errors, JSON.stringify(body)).toEqual([]);
}

export const address = (prefix = 'guest'): string => `${unique(prefix)}@example.com`;
export const PASSWORD = 'Corr3ct-horse-battery';

export interface Invite {
  id: number;
  invite_key: string;
  link: string;
  email?: string | null;
  groups: { id: number; name: string }[];
  [key: string]: unknown;
}

export async function invite(
  t: TestApp,
  by: { username: string },
  params: Record<string, unknown> = {},
): Promise<Invite> {
  const reply = await t.as(by).post('/invites.json', params);
  expect(reply.status, reply.text).toBe(200);
  return reply.body;
}
export const link = (t: TestApp, by: { username: string }, params: Record<string, unknown> = {}) =>
  invite(t, by, { max_redemptions_allowed: 5, ...params });

/** Somebody who comes by a link; without a password, so that tests need not wait for hashing. */
export const newcomer = (more: Record<string, unknown> = {}) => ({
  email: address('new'),
  username: unique('new'),
  name: 'New Comer',
  ...more,
});

export const redeem = (
  t: TestApp,
  key: Invite | string,
  body: Record<string, unknown> = {},
  client: Client = t.browser(),
): Promise<Reply> => client.put(`/invites/show/${typeof key === 'string' ? key : key.invite_key}.json`, body);

/** The token that the mail of this invite carries. */
export async function mailedToken(t: TestApp, { id }: { id: number }): Promise<string> {
  const [row] = await t.sql<{ id: number; secret_id: number; key_nonce: string; email_token_nonce: string }>(
    'select id, secret_id, key_nonce, email_token_nonce from invites where id = $1',
    [id],
  );
  return inviteEmailToken(t.services.secrets, { ...row!, id: Number(row!.id) });
}

export async function account(t: TestApp, username: string) {
  const [row] = await t.sql<Record<string, never>>('select * from users where username_key = $1', [
    username.toLowerCase(),
  ]);
  return row as
    | undefined
    | (Record<string, unknown> & { id: number; active: boolean; approved: boolean; trust_level: number });
}
export async function usesOf(t: TestApp, { id }: { id: number }): Promise<number> {
  const [row] = await t.sql<{ redemption_count: number }>('select redemption_count from invites where id = $1', [id]);
  return row!.redemption_count;
}
export async function memberNames(t: TestApp, { id }: { id: number }): Promise<string[]> {
  const rows = await t.sql<{ username: string }>(
    'select u.username from group_users m join users u on u.id = m.user_id where m.group_id = $1 order by u.username',
    [id],
  );
  return rows.map((row) => row.username);
}
/** The stored counter, which must always equal the number of members. */
export async function userCount(t: TestApp, { id }: { id: number }): Promise<number> {
  const [row] = await t.sql<{ count: string | null }>(
    'select sum(members) as count from group_counters where group_id = $1',
    [id],
  );
  return Number(row!.count ?? 0);
}
/** Number of rows of each kind that a refused request must not add to. */
export async function footprint(t: TestApp): Promise<Record<string, number>> {
  const [row] = await t.sql<Record<string, string>>(
    `select (select count(*) from users) as users, (select count(*) from group_users) as members, (select count(*) from invites) as invites,
      (select coalesce(sum(redemption_count), 0) from invites) as uses, (select count(*) from invite_redemptions) as redemptions,
      (select count(*) from email_logs) as mails, (select count(*) from notifications) as notifications, (select count(*) from sessions) as sessions`,
  );
  return Object.fromEntries(Object.entries(row!).map(([name, count]) => [name, Number(count)]));
}
/** Asserts that `work` is refused with this status and leaves nothing behind. */
export async function expectRefused(t: TestApp, status: number, work: () => Promise<Reply>): Promise<Reply> {
  const before = await footprint(t);
  const reply = await work();
  expect(reply.status, reply.text).toBe(status);
  expect(await footprint(t)).toEqual(before);
  return reply;
}
