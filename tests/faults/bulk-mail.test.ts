/** Mails of lists and single mails, with a real mail server: a single mail never waits behind a list. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { unique } from '../support/factories.ts';
import { ended, uploadText } from '../support/imports.ts';
import { type SmtpPeer, startSmtpPeer, until } from '../support/smtp.ts';

let peer: SmtpPeer;
let t: TestApp;
beforeAll(async () => {
  peer = await startSmtpPeer();
  t = await startApp({ jobs: true, env: { SMTP_URL: peer.url } });
});
afterAll(async () => {
  await t.close();
  await peer.stop();
});

test('a single invite leaves while a mail of a list is stuck, and the list goes on afterwards', async () => {
  const admin = t.as(await t.user({ admin: true }));
  const list = Array.from({ length: 12 }, () => `${unique('many')}@example.com`);
  const single = `${unique('one')}@example.com`;
  let release = () => {};
  const stuck = new Promise<undefined>((resolve) => {
    release = () => resolve(undefined);
  });
  let reached = false;
  peer.onMessage = (mail) => {
    if (!list.includes(mail.to[0]!)) return undefined;
    reached = true;
    return stuck;
  };
  const { body } = await uploadText(admin, list.join('\n'));
  await admin.post(`/imports/${body.id}/run.json`);
  await until('the first mail of the list to be stuck', () => reached);
  await admin.post('/invites.json', { email: single });
  await until('the single mail to arrive', () => peer.to(single).length === 1);
  expect(list.flatMap((to) => peer.to(to))).toEqual([]);
  const pending = await t.sql('select emailed_status from invites where email = any ($1) and emailed_status = 2', [
    list,
  ]);
  expect(pending.length).toBeGreaterThanOrEqual(list.length - 1);
  release();
  await until('the whole list to arrive', () => list.every((to) => peer.to(to).length === 1));
  await ended(admin, body.id);
});

test('mails of a list leave at the pace of the setting', async () => {
  await t.withSettings({ bulk_invite_emails_per_minute: 24 }, async () => {
    const admin = t.as(await t.user({ admin: true }));
    const list = Array.from({ length: 6 }, () => `${unique('slow')}@example.com`);
    const begun = performance.now();
    const { body } = await uploadText(admin, list.join('\n'));
    await admin.post(`/imports/${body.id}/run.json`);
    await until('all to arrive', () => list.every((to) => peer.to(to).length === 1), 60_000);
    // Two and a bit were saved up; the other three come 2.5 seconds apart.
    expect(performance.now() - begun).toBeGreaterThan(3 * 2500);
  });
});
