/**
 * Work is claimed one piece at a time, whatever plan PostgreSQL chooses: a piece that is claimed without anybody's knowing
 * lies about until the next start. While it knows little of a table it may ask for "the first that is due" row by row.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/db/open.ts';
import { claimDueMail } from '../../src/db/outbox.ts';
import { claimWebHookEvent } from '../../src/db/web-hook-events.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';

const OTHER_WAYS = ['hashjoin', 'mergejoin', 'indexscan', 'indexonlyscan', 'bitmapscan', 'material', 'memoize'];

let t: TestApp;
let admin: Client;
let db: Database;
beforeAll(async () => {
  t = await startApp({ env: { USHER_WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' } });
  admin = t.as(await t.user({ admin: true }));
  const url = new URL(t.databaseUrl);
  url.searchParams.set('options', OTHER_WAYS.map((way) => `-c enable_${way}=off`).join(' '));
  db = openDatabase({ url: url.href });
});
afterAll(async () => {
  await db?.close();
  await t?.close();
});

/** Lets PostgreSQL believe that a table is empty, as it is from its last clearing until the next look at it. */
async function empty(table: string): Promise<void> {
  await t.sql(`delete from ${table}`);
  await t.sql(`vacuum (truncate false, analyze) ${table}`);
}
const sending = (table: string) => t.sql(`select 1 from ${table} where state = 'sending'`);

it('mails', async () => {
  const invite = async (name: string) =>
    expect((await admin.post('/invites.json', { email: `${name}@example.com` })).status).toBe(200);
  await invite('zoe');
  await empty('email_logs');
  for (const name of ['ana', 'ben', 'cy', 'dan']) await invite(name);
  await t.sql("update email_logs set state = 'queued', next_attempt_at = now() - interval '1 hour'");
  for (let n = 1; n <= 4; n++) {
    expect(await claimDueMail(db, new Date(), false)).toMatchObject({ attempts: 1 });
    expect(await sending('email_logs')).toHaveLength(n);
  }
  expect(await claimDueMail(db, new Date(), false)).toBeUndefined();
});

it('events of a web hook', async () => {
  const web_hook = { payload_url: 'http://127.0.0.1:1/hook', wildcard_web_hook: true };
  const { body } = await admin.post('/admin/api/web_hooks.json', { web_hook });
  await t.group();
  await empty('web_hook_events');
  for (let n = 0; n < 4; n++) await t.group();
  for (let n = 1; n <= 4; n++) {
    expect(await claimWebHookEvent(db, body.web_hook.id, new Date())).toMatchObject({ attempts: 1 });
    expect(await sending('web_hook_events')).toHaveLength(n);
  }
  expect(await claimWebHookEvent(db, body.web_hook.id, new Date())).toBeUndefined();
});
