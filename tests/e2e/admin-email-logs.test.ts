/** Admin > E-mail logs: the list, one mail, sending again, the test mail; with a mail server and without. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectAccessible, settled } from '../support/browser.ts';
import type { TestUser } from '../support/factories.ts';
import { type Screens, startScreens } from '../support/screens.ts';
import { until } from '../support/smtp.ts';

vi.setConfig({ testTimeout: 600_000 });

let s: Screens;
let admin: TestUser;
let moderator: TestUser;
let guest: string;
beforeAll(async () => {
  s = await startScreens({ jobs: true });
  admin = await s.t.user({ username: 'dana', name: 'Dana Cohen', admin: true, email: 'dana@example.com' });
  moderator = await s.t.user({ username: 'mona', moderator: true });
  guest = 'ana.levi@example.com';
  await s.t.as(admin).post('/invites.json', { email: guest });
  await until('the mail to be kept', async () => (await states(guest)).includes('kept'));
  await s.t.sql(
    `insert into email_logs (email_type, to_address, locale, state, attempts, smtp_transaction_response, reason, created_at, finished_at)
     values ('test_message', 'bob@example.com', 'en', 'sent', 1, '250 2.0.0 Ok: queued as 4F1', null, now() - interval '1 hour', now()),
            ('test_message', 'carol@example.com', 'he', 'failed', 1, '550 5.1.1 no such user here', 'refused', now() - interval '2 days', now()),
            ('test_message', 'dave@example.com', 'en', 'skipped', 0, null, 'emails_disabled', now() - interval '3 days', now())`,
  );
  await s.t.sql(
    `insert into email_logs (email_type, to_address, locale, state, attempts, smtp_transaction_response, reason, created_at, next_attempt_at)
     values ('test_message', 'fred@example.com', 'en', 'queued', 2, '451 4.3.2 busy', 'waiting', now() - interval '4 days', '2090-01-01')`,
  );
});
afterAll(() => s?.close());

const states = async (address: string) =>
  (await s.t.sql<{ state: string }>('select state from email_logs where to_address = $1 order by id', [address])).map(
    (row) => row.state,
  );
const views = async () =>
  (await s.t.sql("select 1 from staff_action_logs where action_name = 'view_kept_email'")).length;

describe('the log', () => {
  it('says that no mail leaves, and shows mails by state and address; both stand in the address', async () => {
    const page = await s.open(admin, '/admin/email-logs');
    await page.getByText('Mail does not leave as it should').waitFor();
    for (const address of [guest, 'bob@example.com', 'carol@example.com', 'dave@example.com'])
      await page.getByRole('link', { name: address }).waitFor();
    const delayed = page.locator('.notice').filter({ hasText: 'One mail waits to be tried again' });
    await delayed.getByText('451 4.3.2 busy').waitFor();
    const fred = page.getByRole('listitem').filter({ hasText: 'fred@example.com' });
    await fred.getByText('Will be tried again').waitFor();
    await page.getByRole('link', { name: 'Bounced or failed' }).click();
    await page.getByRole('link', { name: guest }).waitFor({ state: 'hidden' });
    await page.getByText('550 5.1.1').waitFor();
    expect(page.url()).toContain('tab=failed');
    await page.goBack();
    await page.getByRole('searchbox', { name: 'Search by address' }).fill('BOB@');
    await page.getByRole('link', { name: 'carol@example.com' }).waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'bob@example.com' }).waitFor();
    expect(page.url()).toContain('address=BOB');
  });

  it('narrows by kind and day', async () => {
    const page = await s.open(admin, '/admin/email-logs');
    await page.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'Invite' });
    await page.getByRole('link', { name: 'bob@example.com' }).waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: guest }).waitFor();
    await page.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'All kinds' });
    await page.getByLabel('To', { exact: true }).fill(new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10));
    await page.getByRole('link', { name: guest }).waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'dave@example.com' }).waitFor();
  });

  it('sends a test mail, and says what becomes of it', async () => {
    const page = await s.open(admin, '/admin/email-logs');
    await page.getByRole('button', { name: 'Send a test mail' }).click();
    const dialog = page.getByRole('dialog', { name: 'Send a test mail' });
    expect(await dialog.getByLabel('To which address').inputValue()).toBe('dana@example.com');
    await dialog.getByLabel('To which address').fill('nobody');
    await dialog.getByRole('button', { name: 'Send', exact: true }).click();
    await dialog.getByRole('alert').waitFor();
    await expectAccessible(page);
    await dialog.getByLabel('To which address').fill('erin@example.com');
    await dialog.getByRole('button', { name: 'Send', exact: true }).click();
    await dialog.getByRole('status').getByText('was not sent').waitFor();
    expect(await states('erin@example.com')).toHaveLength(1);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('link', { name: 'erin@example.com' }).waitFor();
  });
});

describe('one mail', () => {
  it('that was kept shows its link only after saying that this is written down', async () => {
    const page = await s.open(admin, '/admin/email-logs?tab=kept');
    await page.getByRole('link', { name: guest }).click();
    await page.getByText('written into the audit log').waitFor();
    expect(await views(), 'coming here is not yet looking').toBe(0);
    await page.getByRole('button', { name: 'Open the mail' }).click();
    await page.getByText(`${s.t.url}/invites/`).first().waitFor();
    expect(await views()).toBe(1);
    await page.getByRole('link', { name: /by .*dana/ }).waitFor();
    // Another mail is made: what the page knows of this one is asked for again, and that is not another look.
    const again = page.waitForResponse((response) => response.url().includes('/admin/email-logs/all.json'));
    await s.t.as(admin).post('/invites.json', { email: 'meanwhile@example.com' });
    await again;
    await settled(page);
    expect(await views()).toBe(1);
    await expectAccessible(page);
    // Of one that was sent nobody sees the secret.
    await until('the other mail to be kept', async () => (await states('meanwhile@example.com')).includes('kept'));
    const [sent] = await s.t.sql<{ id: number }>(
      "update email_logs set state = 'sent', reason = null where to_address = 'meanwhile@example.com' returning id",
    );
    await page.goto(`${s.t.url}/admin/email-logs/${sent!.id}`);
    await page.getByText('The secret part of its link is hidden.').waitFor();
    await page
      .locator('.mail-text')
      .getByText(/\/invites\/\S+\?t=•+(\s|$)/)
      .waitFor();
    expect(await views()).toBe(1);
  });

  it('that failed says why, and is sent again', async () => {
    const page = await s.open(admin, '/admin/email-logs?tab=failed');
    await page.getByRole('link', { name: 'carol@example.com' }).click();
    await page.getByText('550 5.1.1 no such user here').first().waitFor();
    await page.getByRole('button', { name: 'Send it again' }).click();
    await page.getByText('This is the new mail').waitFor();
    expect(await states('carol@example.com')).toHaveLength(2);
  });

  it('whose link is dead cannot be sent again, and says so', async () => {
    const [row] = await s.t.sql<{ id: number }>(
      `insert into email_logs (email_type, to_address, locale, state, created_at)
       values ('forgot_password', 'old@example.com', 'en', 'sent', now()) returning id`,
    );
    const page = await s.open(admin, `/admin/email-logs/${row!.id}`);
    await page.getByText('no longer exists').waitFor();
    expect(await page.getByRole('button', { name: 'Send it again' }).isDisabled()).toBe(true);
    await page.goto(`${s.t.url}/admin/email-logs/99999999`);
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  });

  it('is for admins', async () => {
    const page = await s.open(moderator, '/admin/email-logs');
    await page.getByText('Only admins may do this.').waitFor();
  });
});

it('looks right', async () => {
  await s.look('test-mail', admin, '/admin/email-logs', async (page, seen) => {
    await page.getByRole('link', { name: 'bob@example.com' }).waitFor();
    await seen('email-logs');
    await page.getByRole('button', { name: /^(Send a test mail|שליחת הודעת ניסיון)$/ }).click();
    await page.getByRole('dialog').locator('input').waitFor();
  });
  const [kept] = await s.t.sql<{ id: number }>('select id from email_logs where to_address = $1', [guest]);
  await s.look('email-log', admin, `/admin/email-logs/${kept!.id}`, async (page) => {
    await page.locator('.notice button').click();
    await page.locator('.mail-text').waitFor();
  });
});
