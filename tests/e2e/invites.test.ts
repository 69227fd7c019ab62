/** Invites as people make and manage them: by mail, by link, on a phone, with the keyboard alone. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, PHONE, tabTo } from '../support/browser.ts';
import type { TestGroup, TestUser } from '../support/factories.ts';
import { photograph, type Screens, startScreens } from '../support/screens.ts';

let s: Screens;
let admin: TestUser;
let owner: TestUser;
let member: TestUser;
let readers: TestGroup;
let board: TestGroup;
beforeAll(async () => {
  s = await startScreens();
  admin = await s.t.user({ username: 'dana', name: 'Dana Cohen', admin: true });
  owner = await s.t.user({ username: 'omer', name: 'Omer Levi', trust_level: 1 });
  member = await s.t.user({ username: 'mia', email: 'mia@example.com', name: 'Mia' });
  readers = await s.t.group({ name: 'readers', full_name: 'Readers', owners: [owner], grant_trust_level: 2 });
  board = await s.t.group({ name: 'board', full_name: 'The board', owners: [admin] });
});
afterAll(() => s?.close());

const invitesOf = (user: TestUser) =>
  s.t.sql<{
    id: number;
    email: string | null;
    deleted: boolean;
    group_ids: number[];
    uses: number;
    custom_message: string | null;
  }>(
    `select id, email, deleted_at is not null as deleted, group_ids, max_redemptions_allowed as uses, custom_message
     from invites where invited_by_id = $1 order by id`,
    [user.id],
  );

describe('an owner invites', () => {
  it('by mail to the group, and adds who has an account at once', async () => {
    const page = await s.open(owner, '/invites');
    await page.getByText('No invite is waiting for an answer').waitFor();
    await page.getByRole('button', { name: 'Invite' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Invite people' });
    await dialog.getByRole('radio', { name: 'E-mail people' }).check();
    const addresses = dialog.getByRole('textbox', { name: 'E-mail addresses' });
    await addresses.fill('noa@example.com');
    await addresses.press('Enter');
    await addresses.fill('mia@example.com,');
    await addresses.press('Enter');
    await dialog.getByText('will be invited').waitFor();
    await dialog.getByText('has an account').waitFor();
    await dialog.getByRole('checkbox', { name: 'Readers' }).check();
    await dialog.getByText('raised to trust level 2').waitFor();
    expect(await dialog.getByRole('checkbox', { name: 'The board' }).isDisabled()).toBe(true);
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Create 2 invites' }).click();
    const results = page.getByRole('list', { name: 'Results' });
    await results.getByText('Invited', { exact: true }).waitFor();
    await results.getByText('mia has an account and is now in: Readers').waitFor();
    await expectAccessible(page);
    const made = await invitesOf(owner);
    expect(made).toMatchObject([{ email: 'noa@example.com', group_ids: [readers.id] }]);
    const members = await s.t.sql('select 1 from group_users where group_id = $1 and user_id = $2', [
      readers.id,
      member.id,
    ]);
    expect(members).toHaveLength(1);
    await page.getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('listitem').filter({ hasText: 'noa@example.com' }).waitFor();
  });

  it('revokes it, takes that back, and it is as before', async () => {
    const page = await s.open(owner, '/invites');
    const row = page.getByRole('listitem').filter({ hasText: 'noa@example.com' });
    await row.getByRole('button', { name: /^More for/ }).click();
    await expectAccessible(page);
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await row.waitFor({ state: 'detached' });
    expect((await invitesOf(owner))[0]).toMatchObject({ deleted: true });
    await page.locator('h1:focus').waitFor();
    await page.keyboard.press('u');
    await row.waitFor();
    expect((await invitesOf(owner))[0]).toMatchObject({ deleted: false });
    // Ten seconds, which pass quickly here, and there is nothing that a key or a button would take back.
    await page.evaluate(`{
      const wait = setTimeout;
      globalThis.setTimeout = (run, ms, ...more) => wait(run, ms === 10_000 ? 100 : ms, ...more);
    }`);
    await row.getByRole('button', { name: /^More for/ }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await row.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' });
    await page.keyboard.press('u');
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await keys.getByText('Search').waitFor();
    expect(await keys.getByText('Undo').count()).toBe(0);
    const [revoked] = await invitesOf(owner);
    expect(revoked).toMatchObject({ deleted: true });
    await s.t.as(owner).put(`/invites/${revoked!.id}/restore.json`);
  });

  it('makes a link on a phone, where the link comes first', async () => {
    const page = await s.open(owner, '/invites', PHONE);
    await page.locator('h1').waitFor();
    await page.getByRole('button', { name: 'Invite', exact: true }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Invite people' });
    expect(await dialog.getByRole('radio', { name: 'Share a link' }).isChecked()).toBe(true);
    // An owner at trust level 1 may invite to the own group only, and is told so before.
    await dialog.getByText('Choose a group: without one you may not invite').waitFor();
    await dialog.getByRole('checkbox', { name: 'Readers' }).check();
    await dialog.getByLabel('Only for addresses at').fill('not a domain');
    await dialog.getByRole('button', { name: 'Create Link' }).click();
    await dialog.getByRole('alert').waitFor();
    await expectAccessible(page);
    expect(await dialog.getByLabel('Only for addresses at').getAttribute('aria-invalid')).toBe('true');
    await dialog.getByLabel('Only for addresses at').fill('');
    // The phone's own choice of ways to pass something on is the browser's part.
    await page.evaluate('void (navigator.share = async (what) => { globalThis.shared = what; })');
    await dialog.getByRole('button', { name: 'Create Link' }).click();
    await page.getByRole('img', { name: 'QR code of the link' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Share' }).click();
    expect(await page.evaluate('shared')).toEqual({ url: await page.locator('.copy-line code').textContent() });
    expect((await invitesOf(owner)).at(-1)).toMatchObject({ email: null, uses: 10 });
  });

  it('with nothing but the keyboard', async () => {
    const page = await s.open(owner, '/invites');
    await page.locator('h1').waitFor();
    await page.keyboard.press('c');
    const dialog = page.getByRole('dialog', { name: 'Invite people' });
    await dialog.getByRole('textbox', { name: 'E-mail addresses' }).waitFor();
    await tabTo(page, /^E-mail addresses/);
    await page.keyboard.type('tom@example.com ');
    await page.keyboard.press('Enter');
    await dialog.getByText('will be invited').waitFor();
    await tabTo(page, /^Readers/);
    await page.keyboard.press('Space');
    await tabTo(page, /^Your words in the mail/);
    await page.keyboard.type('Come and read with us.');
    await tabTo(page, 'Create invite');
    await page.keyboard.press('Enter');
    await page.getByRole('list', { name: 'Results' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect((await invitesOf(owner)).at(-1)).toMatchObject({
      email: 'tom@example.com',
      group_ids: [readers.id],
      custom_message: 'Come and read with us.',
    });
    await page.keyboard.press('/');
    await page.keyboard.type('tom@');
    await page.waitForURL(/q=tom/);
    await page.getByRole('listitem').filter({ hasText: 'noa@example.com' }).waitFor({ state: 'detached' });
    await page.getByRole('listitem').filter({ hasText: 'tom@example.com' }).waitFor();
  });
});

describe('keyboard and screen reader', () => {
  it('come back to where the dialog was opened, and to what was made', async () => {
    const page = await s.open(owner, '/invites');
    const opener = page.getByRole('button', { name: 'Invite', exact: true }).first();
    const dialog = page.getByRole('dialog');
    // The first time what is in the dialog is still on its way: the dialog is there and says so.
    let arrive = () => {};
    const held = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    await page.route('**/assets/InviteForm-*.js', async (route) => {
      await held;
      await route.continue();
    });
    await opener.focus();
    await page.keyboard.press('Enter');
    await dialog.getByRole('status').getByText('Loading').waitFor({ state: 'attached' });
    await expectAccessible(page);
    arrive();
    await dialog.locator('#email:focus').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.locator('button:focus', { hasText: /^Invite$/ }).waitFor();
    await page.keyboard.press('Enter');
    await dialog.locator('#email:focus').waitFor();
    await page.keyboard.type('focus@example.com');
    // Nothing that was written is thrown away unasked.
    const question = page.getByRole('dialog', { name: 'Throw this away?' });
    await page.keyboard.press('Escape');
    await question.waitFor();
    await expectAccessible(page);
    await photograph(page, 'throw-away');
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    await dialog.getByRole('checkbox', { name: 'Readers' }).check();
    await dialog.getByRole('button', { name: /^Remove.*focus@/ }).click();
    await page.keyboard.type('focus@example.com');
    // While the pointer is held, nothing moves away from under it.
    const send = dialog.getByRole('button', { name: 'Create invite' });
    await send.scrollIntoViewIfNeeded();
    const place = (await send.boundingBox())!;
    await page.mouse.move(place.x + 10, place.y + 10);
    await page.mouse.down();
    // (A button that is pressed sinks by a pixel.)
    expect(Math.abs((await send.boundingBox())!.y - place.y)).toBeLessThan(3);
    await page.mouse.up();
    await page.locator('section[aria-label=Done]:focus').waitFor();
    const made = dialog.getByRole('region', { name: 'Done' });
    await made.getByRole('img', { name: 'QR code of the link' }).waitFor();
    await expectAccessible(page);
    await photograph(page, 'invited');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    const more = page.getByRole('button', { name: /^More for.*focus@/ });
    await more.click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await dialog.getByRole('button', { name: 'Save' }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.locator('[aria-label^="More for"]:focus').waitFor();
  });
});

describe('what goes wrong', () => {
  const addTo = async (page: Page, ...emails: string[]) => {
    await page.getByRole('button', { name: 'Invite', exact: true }).first().click();
    const dialog = page.getByRole('dialog');
    const field = dialog.getByRole('textbox', { name: 'E-mail addresses' });
    for (const email of emails) {
      await field.fill(email);
      await field.press('Enter');
    }
    return dialog;
  };

  it('what is no address is not lost: it stands there as one, and nothing is sent', async () => {
    const before = await invitesOf(owner);
    const page = await s.open(owner, '/invites');
    const dialog = await addTo(page, 'right@example.com');
    await dialog.getByRole('checkbox', { name: 'Readers' }).check();
    // What is known of an address stands beside it; and the mail is shown as its reader will have it.
    const field = dialog.getByRole('textbox', { name: 'E-mail addresses' });
    for (const [email, word] of [
      ['noa@example.com', 'pending'],
      ['mia@example.com', 'already a member'],
    ] as const) {
      await field.fill(email);
      await field.press('Enter');
      await dialog.getByRole('listitem').filter({ hasText: email }).getByText(word).waitFor();
      await dialog.getByRole('button', { name: new RegExp(`^Remove.*${email}`) }).click();
    }
    await dialog.getByLabel('Language of the mail').selectOption('he');
    await dialog.getByRole('button', { name: 'Preview the mail' }).click();
    await dialog.locator('iframe[lang=he][dir=rtl]').contentFrame().getByText('הזמנה').first().waitFor();
    await field.fill('wrong.example.com');
    await dialog.getByRole('button', { name: /^Create/ }).click();
    await dialog.getByRole('alert').getByText('is not an e-mail address').waitFor();
    await photograph(page, 'no-address');
    await expectAccessible(page);
    expect(await invitesOf(owner)).toEqual(before);
    await dialog.getByRole('button', { name: /^Remove.*wrong/ }).click();
    await dialog.getByRole('button', { name: 'Create invite' }).click();
    await page.getByRole('list', { name: 'Results' }).getByText('Invited', { exact: true }).waitFor();
  });

  it('at the second group hides nothing of the first', async () => {
    const second = await s.t.group({ name: 'writers', full_name: 'Writers', owners: [owner] });
    await s.t.user({ username: 'nina', email: 'nina@example.com' });
    const page = await s.open(owner, '/invites');
    const dialog = await addTo(page, 'nina@example.com');
    await dialog.getByRole('checkbox', { name: 'Readers' }).check();
    await dialog.getByRole('checkbox', { name: 'Writers' }).check();
    // Between the two groups her address changes: the second refuses.
    await page.route(`**/groups/${second.id}/members.json`, async (route) => {
      await s.t.sql(
        "update users set email = 'new@example.com', email_key = 'new@example.com' where username = 'nina'",
      );
      await route.continue();
    });
    await dialog.getByRole('button', { name: 'Create invite' }).click();
    const result = page.getByRole('list', { name: 'Results' }).getByRole('listitem');
    await result.getByText('nina has an account and is now in: Readers').waitFor();
    await result.getByText('Not added to Writers').waitFor();
    await photograph(page, 'second-group');
  });

  it('half-way leaves a result for each address', async () => {
    const page = await s.open(owner, '/invites');
    const dialog = await addTo(page, 'one@example.com', 'two@example.com', 'three@example.com');
    await dialog.getByRole('checkbox', { name: 'Readers' }).check();
    await s.t.withSettings({ group_owners_may_invite: true }, async () => {
      await page.route('**/invites.json', async (route) => {
        if (route.request().postData()?.includes('two@')) await s.t.setting('group_owners_may_invite', false);
        await route.continue();
      });
      await dialog.getByRole('button', { name: 'Create 3 invites' }).click();
      const results = page.getByRole('list', { name: 'Results' });
      await results.waitFor();
      expect(await results.locator('.chip').allTextContents()).toEqual(['Invited', 'Not invited', 'Not invited']);
      await expectAccessible(page);
      await photograph(page, 'half-way');
    });
    expect((await invitesOf(owner)).at(-1)).toMatchObject({ email: 'one@example.com' });
  });
});

/** Filters a list by a state of the mail that the row is not in, takes that back, and filters by the one it is in. */
async function filter(page: Page, row: Locator, other: string, its: string): Promise<void> {
  const mail = page.getByLabel('Any state of the mail');
  await mail.selectOption(other);
  await row.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Clear search and filters' }).click();
  await row.waitFor();
  await mail.selectOption(its);
  await page.waitForURL(new RegExp(`mail=${its}`));
  await row.waitFor();
}

describe('an invite', () => {
  it('is edited in its own language, and loses a group that its maker lost', async () => {
    const lost = await s.t.group({ name: 'lost', full_name: 'Lost', owners: [owner] });
    const asked = { email: 'hebrew@example.com', group_ids: [readers.id, lost.id], locale: 'he' };
    expect((await s.t.as(owner).post('/invites.json', asked)).status).toBe(200);
    await s.t.sql('delete from group_users where group_id = $1', [lost.id]);
    const page = await s.open(owner, '/invites');
    await page.getByRole('button', { name: /^More for.*hebrew@/ }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: 'Lost' }).uncheck();
    await dialog.getByRole('button', { name: 'Preview the mail' }).click();
    await dialog.locator('iframe[lang=he]').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect((await invitesOf(owner)).at(-1)).toMatchObject({ email: asked.email, group_ids: [readers.id] });
    const choose = async (action: string) => {
      await page.getByRole('button', { name: /^More for.*hebrew@/ }).click();
      await page.getByRole('menuitem', { name: action }).click();
    };
    await choose('Link and QR code');
    await dialog.getByRole('img', { name: 'QR code of the link' }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await choose('Send again');
    await page.getByText(/^Renewed, but no mail leaves.*hebrew@/).waitFor();
    expect(await s.t.sql('select 1 from email_logs where to_address = $1', [asked.email])).toHaveLength(2);
  });

  it('that was sent shows what the mail server said, also to the group', async () => {
    await s.t.sql(
      `update email_logs set state = 'sent', smtp_transaction_response = '250 accepted as 4711', finished_at = now()
       where to_address = 'noa@example.com'`,
    );
    const page = await s.open(owner, '/invites');
    const row = page.getByRole('listitem').filter({ hasText: 'noa@example.com' });
    await row.getByText('250 accepted as 4711').waitFor();
    await page.goto(`${s.t.url}/groups/readers?tab=invites`);
    await row.getByText('250 accepted as 4711').waitFor();
    await row.getByText('Link and QR code').click();
    await row.getByRole('img', { name: 'QR code of the link' }).waitFor();
    await expectAccessible(page);
    await filter(page, row, 'failed', 'sent');
    const inviter = page.getByLabel('Invited by (username)');
    await inviter.fill('dana');
    await row.waitFor({ state: 'detached' });
    await inviter.fill('omer');
    await row.waitFor();
    expect(page.url()).toMatch(/tab=invites.*inviter=omer/);

    // One that failed says why, and one that did not get through yet when it is tried again.
    for (const [change, ...words] of [
      [
        "state = 'failed', reason = 'refused', smtp_transaction_response = '550 no such user'",
        'Failed',
        /550 no such user/,
      ],
      [
        "state = 'kept', reason = 'no_smtp', smtp_transaction_response = null",
        /^Kept$/,
        /no mail server is configured/,
      ],
      [
        "state = 'queued', reason = 'waiting', smtp_transaction_response = '451 try later', attempts = 2, next_attempt_at = '2090-01-01', finished_at = null",
        'Queued',
        /asked to try later: 451 try later/,
        /Tried again/,
      ],
    ] as const) {
      await s.t.sql(`update email_logs set ${change} where to_address = 'noa@example.com'`);
      await page.goto(`${s.t.url}/invites`);
      for (const word of words) await row.getByText(word).first().waitFor();
    }
    await filter(page, row, 'sent', 'queued');
    const group = page.getByLabel('Group', { exact: true });
    // Of a name that is still being typed there is no group, which is no mistake.
    await group.fill('no-such-group');
    await page.getByText('Nothing found').waitFor();
    await group.fill('readers');
    await row.waitFor();
    expect(page.url()).toMatch(/group=readers.*mail=queued|mail=queued.*group=readers/);
  });

  it('of several chosen: the bar counts those that are mailed', async () => {
    const page = await s.open(owner, '/invites');
    await page.getByRole('listitem').first().waitFor();
    for (const who of [/noa@/, /tom@/]) await page.getByRole('checkbox', { name: who }).check();
    await page
      .getByRole('checkbox', { name: /^Select.*Link/ })
      .first()
      .check();
    const again = new Promise<() => void>((resolve) => {
      let calls = 0;
      void page.route('**/invites/reinvite.json', async (route) => {
        if (++calls === 2) await new Promise<void>((go) => resolve(go));
        await route.continue();
      });
    });
    await page.getByRole('region', { name: 'Selected invites' }).getByRole('button', { name: 'Send again' }).click();
    const go = await again;
    await page.locator('[role=progressbar][aria-valuenow="50"]').waitFor();
    go();
    await page.getByText(/^2 invites renewed/).waitFor();

    const deleted = async () =>
      (await invitesOf(owner)).filter(({ email, deleted }) => deleted && /^(noa|tom)@/.test(email ?? '')).length;
    for (const who of [/noa@/, /tom@/]) await page.getByRole('checkbox', { name: who }).check();
    await page.getByRole('region', { name: 'Selected invites' }).getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('2 invites revoked').waitFor();
    const tom = page.getByRole('listitem').filter({ hasText: 'tom@example.com' });
    await tom.waitFor({ state: 'detached' });
    expect(await deleted()).toBe(2);
    // The focus has not gone with the bar, and is on the box of another invite.
    await page.locator('main :focus').waitFor();
    await page.keyboard.press('u');
    await tom.waitFor();
    expect(await deleted()).toBe(0);

    await s.t.sql("update invites set expires_at = created_at + interval '1 second' where email = 'tom@example.com'");
    s.t.advance(2000);
    await page.goto(`${s.t.url}/invites?tab=expired`);
    await tom.getByRole('button', { name: 'Renew for 30 days' }).click();
    await tom.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: /^Pending/ }).click();
    await tom.getByText(/expires/).waitFor();
  });
});

it('a search that finds nothing is cleared with one click, in the fields too', async () => {
  const page = await s.open(admin, '/invites?all=yes');
  const inviter = page.getByLabel('Invited by (username)');
  await inviter.fill('nobody-there');
  await page.getByText('Nothing found').waitFor();
  await expectAccessible(page);
  await photograph(page, 'nothing-found');
  await page.getByRole('link', { name: 'Clear search and filters' }).click();
  await page.getByRole('listitem').filter({ hasText: 'noa@example.com' }).waitFor();
  await expect.poll(() => inviter.inputValue()).toBe('');
  expect(page.url()).toContain('all=yes');
});

it('staff send all of theirs again, and remove all that have expired, after a question', async () => {
  for (const [email, expires_at] of [
    ['waits@example.com', undefined],
    ['late@example.com', '2021-01-01'],
  ])
    expect((await s.t.as(admin).post('/invites.json', { email, expires_at })).status).toBe(200);
  const page = await s.open(admin, '/invites');
  const confirm = async (action: string, said: RegExp) => {
    await page.getByRole('button', { name: action }).click();
    const question = page.getByRole('dialog', { name: action });
    await question.waitFor();
    await expectAccessible(page);
    await question.getByRole('button', { name: action }).click();
    await page.getByText(said).waitFor();
    await question.waitFor({ state: 'hidden' });
  };
  await confirm('Send all again', /^All are renewed. No mail leaves/);
  const mails = await s.t.sql("select 1 from email_logs where to_address = 'waits@example.com'");
  expect(mails).toHaveLength(2);
  await page.getByRole('link', { name: /^Expired/ }).click();
  const late = page.getByRole('listitem').filter({ hasText: 'late@example.com' });
  await late.waitFor();
  await confirm('Remove all expired', /^The expired invites are gone/);
  await late.waitFor({ state: 'detached' });
  expect((await invitesOf(admin)).map(({ email, deleted }) => [email, deleted])).toEqual([
    ['waits@example.com', false],
    ['late@example.com', true],
  ]);
});

it('looks right', async () => {
  expect(board.id).toBeGreaterThan(0);
  await s.look('invite-edit', owner, '/invites', async (page, seen) => {
    await page.getByText('tom@example.com', { exact: true }).waitFor();
    await seen('invites');
    await page.locator('.invite-row', { hasText: 'tom@example.com' }).locator('[aria-haspopup=menu]').click();
    await page.getByRole('menuitem', { name: /^(Edit|עריכה)$/ }).click();
    await page.getByRole('dialog').locator('.group-picker input').first().waitFor();
  });
});
