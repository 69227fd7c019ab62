/** Asking for an invite, as people do it: by whoever may not invite, and where a link is dead. The mails come over SMTP. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectAccessible, expectFits, PHONE } from '../support/browser.ts';
import type { TestGroup, TestUser } from '../support/factories.ts';
import { link, memberNames } from '../support/invites.ts';
import { HEBREW, photograph, type Screens, startScreens } from '../support/screens.ts';
import { type SmtpPeer, startSmtpPeer, until } from '../support/smtp.ts';

let s: Screens;
let smtp: SmtpPeer;
let owner: TestUser;
let member: TestUser;
let readers: TestGroup;
beforeAll(async () => {
  smtp = await startSmtpPeer();
  s = await startScreens({ jobs: true, env: { SMTP_URL: smtp.url } });
  owner = await s.t.user({ username: 'omer', name: 'Omer Levi', email: 'omer@example.com' });
  member = await s.t.user({ username: 'mia', name: 'Mia', email: 'mia@example.com' });
  readers = await s.t.group({ name: 'readers', full_name: 'Readers', owners: [owner], members: [member] });
});
afterAll(async () => {
  await s?.close();
  await smtp?.stop();
});

/** The address in the last mail to somebody, without the server it names. */
async function linkMailedTo(address: string, path: string): Promise<string> {
  const found = () =>
    smtp
      .to(address)
      .at(-1)
      ?.text.match(new RegExp(`https?://[^/\\s]+(${path}\\S*)`))?.[1];
  await until(`a mail to ${address} with ${path}`, () => Promise.resolve(found() !== undefined));
  return found()!;
}

it('who may not invite asks, the owner approves by one click, the invitee gets the mail and joins', async () => {
  const asking = await s.open(member, '/invites', PHONE);
  await asking.locator('h1').waitFor();
  await asking.getByText('You may not invite by yourself').waitFor();
  await photograph(asking, 'may-not-phone');
  await expectAccessible(asking);
  await asking.getByRole('button', { name: 'Ask for an invite' }).click();
  const dialog = asking.getByRole('dialog', { name: 'Invite people' });
  expect(await dialog.getByRole('radio', { name: 'E-mail people' }).isChecked()).toBe(true);
  const ask = dialog
    .getByRole('listitem')
    .filter({ hasText: 'Readers' })
    .getByRole('button', { name: 'Ask the owners' });
  await ask.click();
  await dialog.getByText('They are asked about an address').waitFor();
  const addresses = dialog.getByRole('textbox', { name: 'E-mail addresses' });
  await addresses.fill('noa@example.com');
  await addresses.press('Enter');
  await ask.click();
  await dialog.getByText('The owners were asked to invite this address').waitFor();
  await expectAccessible(asking);
  await photograph(asking, 'asked-phone');

  // The mail leads to the page; opening it approves nothing.
  const answering = await s.open(owner, await linkMailedTo('omer@example.com', '/invites'));
  const row = answering.getByRole('listitem').filter({ hasText: 'noa@example.com' });
  await row.getByText('Asked by Mia').waitFor();
  expect(await s.t.sql("select 1 from invites where email = 'noa@example.com'")).toEqual([]);
  await answering
    .getByRole('link', { name: /^Requests/ })
    .getByText('1')
    .waitFor();
  await row.getByRole('button', { name: 'Approve' }).click();
  await answering.getByText(/^Approved: .*noa@example.com.* is invited/).waitFor();
  await answering.getByRole('region', { name: 'Answered' }).getByText('noa@example.com').waitFor();
  await answering.locator('main :focus').waitFor();
  await answering
    .getByRole('link', { name: /^Requests/ })
    .getByText('0')
    .waitFor();

  await s.leave(answering);
  const told = await s.open(member, '/notifications');
  await told.getByText('Your request to invite').waitFor();
  await told.getByText('was approved.').waitFor();
  await s.leave(told);

  const invitee = await s.open(undefined, await linkMailedTo('noa@example.com', '/invites/'));
  await invitee.getByLabel('Username').fill('noa');
  await invitee.locator('#password').fill('seven Green apples');
  await invitee.getByRole('button', { name: /^Join / }).click();
  await until('noa to be a member', async () => (await memberNames(s.t, readers)).includes('noa'));
});

it('a dead link: asked for a new one, approved, and the new mail works; the page of requests is live', async () => {
  const dead = await link(s.t, owner, { group_ids: [readers.id] });
  await s.t.sql("update invites set expires_at = created_at + interval '1 millisecond' where id = $1", [dead.id]);
  const answering = await s.open(owner, '/invites?tab=requests');
  await answering.getByText('Nothing waits for you').waitFor();

  const late = await s.open(undefined, `/invites/${dead.invite_key}`, PHONE);
  await late.getByRole('button', { name: 'Ask for a new one' }).click();
  await late.getByText('E-mail address is missing').or(late.locator('.field-problem')).first().waitFor();
  await late.getByLabel(/^E-mail/).fill('late@example.com');
  await expectAccessible(late);
  await late.getByRole('button', { name: 'Ask for a new one' }).click();
  await late.getByText('Once somebody approves, a new one comes by mail').waitFor();
  await expectAccessible(late);
  await expectFits(late);
  await photograph(late, 'asked-anew-phone');
  // One that was withdrawn says so, too; of one that never was nothing is told but that.
  const gone = await link(s.t, owner, { group_ids: [readers.id] });
  await s.t.as(owner).del(`/invites/${gone.id}.json`);
  for (const [key, words] of [
    [gone.invite_key, 'This invite was withdrawn'],
    [`${gone.invite_key.slice(0, -1)}_`, 'This link leads to no invite'],
  ] as const) {
    await late.goto(`${s.t.url}/invites/${key}`);
    await late.getByRole('heading', { level: 1, name: words }).waitFor();
    expect(await late.getByText('Readers').count(), 'to what it led').toBe(0);
    await expectAccessible(late);
    await expectFits(late);
  }

  // Without a reload.
  const row = answering.getByRole('listitem').filter({ hasText: 'late@example.com' });
  await row.getByRole('button', { name: 'Approve' }).click();
  await answering.getByText(/^Approved: .*late@example.com.* is invited/).waitFor();
  await s.leave(answering);
  const invitee = await s.open(undefined, await linkMailedTo('late@example.com', '/invites/'));
  await invitee.getByLabel('Username').fill('late');
  await invitee.locator('#password').fill('seven Green apples');
  await invitee.getByRole('button', { name: /^Join / }).click();
  await until('late to be a member', async () => (await memberNames(s.t, readers)).includes('late'));
});

it('looks right', async () => {
  await s.t.as(member).post('/groups/readers/invite_requests.json', {
    emails: ['gal@example.com', 'a.rather.long.address.of.somebody@mail.department.example.com'],
    reason: 'They helped us all summer.\nנשמח שיצטרפו',
  });
  const dead = await link(s.t, owner, { group_ids: [readers.id] });
  await s.t.sql("update invites set expires_at = created_at + interval '1 millisecond' where id = $1", [dead.id]);
  await s.t.browser().post(`/invites/${dead.invite_key}/request.json`, { email: 'someone@example.com' });
  const shown = (page: import('playwright-core').Page) => page.getByText('gal@example.com').first().waitFor();
  await s.look('requests', owner, '/invites?tab=requests', shown);
  for (const [name, options] of [
    ['group-requests-phone', PHONE],
    ['group-requests-he', HEBREW],
  ] as const) {
    const page = await s.open(owner, '/groups/readers?tab=requests', options);
    await shown(page);
    await photograph(page, name);
    await expectFits(page);
    await expectAccessible(page);
    await s.leave(page);
  }
  await s.look('dead-link', undefined, `/invites/${dead.invite_key}`, (page) => page.locator('#email').waitFor());
});
