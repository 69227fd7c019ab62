/**
 * The whole of it, as it happens to people: the built server is started on an empty folder, its admin is made in a
 * browser, a script invites, the mail comes over SMTP, and whoever opens the link becomes a member. One story told in
 * order: each test goes on where the one before has stopped.
 */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { expectAccessible, expectFits, PHONE, sharedBrowser, tabTo, type Visitor, visit } from '../support/browser.ts';
import { type Client, makeClient } from '../support/client.ts';
import { dumpDatabase } from '../support/dump.ts';
import { seeIn, takeTurns } from '../support/screens.ts';
import { type Installation, makeInstallation, type Serve } from '../support/serve.ts';
import { type SmtpPeer, startSmtpPeer, until } from '../support/smtp.ts';

const SITE = 'Maple Street Garden';
const PASSWORD = 'seven Green apples';
const HEBREW: BrowserContextOptions = { locale: 'he-IL' };

let smtp: SmtpPeer;
let home: Installation;
let server: Serve;
/** Everything the server has written to its log, over the restart. */
let log = '';
let browser: Browser;
let admin: Client;
let apiKey: string;
let setupUrl: string;
/** Everybody who came by, so that at the end none of their pages may have complained. */
const visitors: Visitor[] = [];
const groups = { gardeners: 0, newsletter: 0 };

beforeAll(async () => {
  smtp = await startSmtpPeer();
  home = await makeInstallation({
    SMTP_URL: smtp.url,
    MAIL_FROM: 'Usher <noreply@usher.example>',
    USHER_MAX_ADMIN_API_REQS_PER_MINUTE: '1000',
    USHER_MAX_REQS_PER_IP_PER_MINUTE: '5000',
  });
  [server, browser] = await Promise.all([home.serve(), sharedBrowser()]);
});
afterAll(async () => {
  await home?.remove();
  await smtp?.stop();
});

async function come(path: string, options?: BrowserContextOptions): Promise<Page> {
  const visitor = await visit(browser, path.startsWith('http') ? path : home.url + path, options);
  visitors.push(visitor);
  onTestFinished(visitor.leave);
  return visitor.page;
}
const looksInTurn = takeTurns();
/** Looks at a page that is there when this part of it is. */
async function look(name: string, path: string, part: string, more?: BrowserContextOptions): Promise<void> {
  for (const [kind, options] of looksInTurn()) {
    const page = await come(path, { reducedMotion: 'reduce', ...options, ...more });
    await page.locator(part).waitFor();
    await seeIn(kind, page, name);
    await visitors.at(-1)!.leave();
  }
}
// Names and addresses within sentences are isolated from the direction of what surrounds them; here only the words count.
const isolates = '[\\u2066-\\u2069]*';
const spelled = (words: string) =>
  new RegExp([...words].map((char) => char.replace(/[.*+?^${}()|[\]\\]/, '\\$&')).join(isolates));
const wordsOf = async (page: Page, selector: string): Promise<string> =>
  (await page.locator(selector).allTextContents()).join(' ').replace(/[\u2066-\u2069]/g, '');

/** Waits until this part of the page holds these words. */
async function reads(page: Page, words: string | RegExp, selector = 'main'): Promise<void> {
  const found = page.locator(selector).filter({ hasText: typeof words === 'string' ? spelled(words) : words });
  await found.waitFor().catch(async () => {
    throw new Error(`no "${words}" on ${page.url()}, which says: ${await wordsOf(page, '#root')}`);
  });
}
const says = (page: Page, words: string | RegExp) => reads(page, words, 'h1');
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

async function fill(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [id, value] of Object.entries(fields)) await page.locator(`#${id}`).fill(value);
}

/** Everything the database knows but how often who has asked; opening pages must not change a word of it. */
async function everything(): Promise<Map<string, string[]>> {
  // A mail is in somebody's box a moment before it is written down that it is.
  await until('mails to be written down', async () => {
    const open = await home.sql("select 1 from email_logs where state in ('queued', 'sending')");
    return open.length === 0;
  });
  const dump = await dumpDatabase(home.sql);
  for (const counters of ['public.rate_limits', 'public.request_leases']) expect(dump.delete(counters)).toBe(true);
  // Sums of the rest for charts, which a job brings up to date when its time has come.
  for (const sums of ['public.invite_days', 'public.invite_totals', 'public.invite_counts'])
    expect(dump.delete(sums)).toBe(true);
  return dump;
}

interface Account {
  id: number;
  active: boolean;
  trust_level: number;
  title: string | null;
  email: string;
}
async function accountOf(email: string): Promise<Account> {
  const rows = await home.sql<Account>('select id, active, trust_level, title, email from users where email = $1', [
    email,
  ]);
  expect(rows).toHaveLength(1);
  return rows[0]!;
}
const membershipsOf = async ({ id }: Account): Promise<number[]> =>
  (await home.sql<{ group_id: number }>('select group_id from group_users where user_id = $1 order by 1', [id])).map(
    (row) => row.group_id,
  );
async function usesOf(inviteId: number): Promise<{ counted: number; written: number }> {
  const [row] = await home.sql<{ counted: number; written: number }>(
    `select redemption_count as counted, (select count(*)::int from invite_redemptions r where r.invite_id = i.id) as written
     from invites i where id = $1`,
    [inviteId],
  );
  return row!;
}
/** Who the browser of this page is logged in as, by the word of the server. */
const loggedInAs = (page: Page): Promise<string | undefined> =>
  page.evaluate(async () => {
    const reply = await fetch('/session/current.json', { headers: { accept: 'application/json' } });
    if (!reply.ok) return undefined;
    const found = (await reply.json()) as { current_user?: { username: string } };
    return found.current_user?.username;
  });

/** The one address of ours in the newest mail to somebody. */
async function mailedLink(to: string, part: string): Promise<string> {
  const mail = await until(`a mail to ${to} with ${part}`, () => smtp.to(to).find(({ text }) => text.includes(part)));
  const links = new Set(
    [...mail.text.matchAll(/https?:\/\/\S+/g)].map(([link]) => link).filter((l) => l.includes(part)),
  );
  expect([...links], mail.text).toHaveLength(1);
  return [...links][0]!;
}

describe('first run', () => {
  it('prints a one-time address, at which the first admin is made', async () => {
    setupUrl = await until('the address of the first run', () => server.setupUrl());
    expect(await (await fetch(`${home.url}/srv/status`)).text()).toBe('ok');
    const hebrew = await come(setupUrl, HEBREW);
    await says(hebrew, /ברוך בואך/);
    await expectAccessible(hebrew);
    // Looking uses nothing up.
    await look('setup', setupUrl, '#password');

    const page = await come(setupUrl);
    await says(page, 'Welcome to Usher');
    await fill(page, {
      title: SITE,
      username: 'dana',
      name: 'Dana Cohen',
      email: 'dana@example.com',
      password: PASSWORD,
    });
    await press(page, 'Create the site');
    await says(page, `${SITE} is ready`);
    await expectAccessible(page);
    expect(page.url()).toBe(`${home.url}/setup`);
    expect(await loggedInAs(page)).toBe('dana');

    await press(page, 'Send a test mail');
    await until('the test mail', () => smtp.to('dana@example.com').length === 1);
    // Who comes back finds what is left to do.
    await page.reload();
    await reads(page, 'You are logged in as');
    await reads(page, 'Create your first group');
    await look('ready', '/setup', '#first-steps', { storageState: await page.context().storageState() });
  });

  it('is over then: the same address makes nobody', async () => {
    const before = await everything();
    const page = await come(setupUrl);
    await says(page, 'This site is set up already');
    const stranger = makeClient(home.url, undefined);
    const token = setupUrl.split('#')[1];
    const reply = await stranger.post('/setup.json', {
      token,
      username: 'eve',
      email: 'eve@example.com',
      password: PASSWORD,
    });
    expect(reply.status, reply.text).toBe(404);
    expect(await everything()).toEqual(before);
  });

  it('the admin logs in, in either language', async () => {
    const hebrew = await come('/login', HEBREW);
    await says(hebrew, /התחברות/);
    expect(await hebrew.locator('html').getAttribute('dir')).toBe('rtl');
    await expectAccessible(hebrew);
    const page = await come('/login');
    await says(page, `Log in to ${SITE}`);
    await expectAccessible(page);
    await fill(page, { identifier: 'dana', password: PASSWORD });
    await press(page, 'Log in');
    await says(page, 'Hello, Dana Cohen');
  });
});

describe('a script invites', () => {
  it('with a key from the command line it makes two groups', async () => {
    const made = await home.run(['api-key', 'create', '--description', 'members script']);
    expect(made.stdout, made.stderr).toMatch(/^[0-9a-f]{64}\n$/);
    apiKey = made.stdout.trim();
    admin = makeClient(home.url, { 'Api-Key': apiKey, 'Api-Username': 'dana' });
    const make = async (group: Record<string, unknown>): Promise<number> => {
      const reply = await admin.post('/admin/groups.json', { group }, { encoding: 'form' });
      expect(reply.status, reply.text).toBe(200);
      return reply.body.basic_group.id;
    };
    groups.gardeners = await make({ name: 'gardeners', full_name: 'Gardeners', grant_trust_level: 3 });
    groups.newsletter = await make({ name: 'newsletter', title: 'Reader' });
  });

  let link: string;
  let inviteId: number;
  it('and with one form-encoded request an invite to both, which is mailed', async () => {
    const reply = await admin.post(
      '/invites',
      { email: 'ana@example.com', group_ids: `${groups.gardeners},${groups.newsletter}` },
      { encoding: 'form' },
    );
    expect(reply.status, reply.text).toBe(200);
    inviteId = reply.body.id;
    link = await mailedLink('ana@example.com', '/invites/');
    expect(link.startsWith(`${reply.body.link}?t=`)).toBe(true);
    expect(smtp.to('ana@example.com')).toHaveLength(1);
  });

  it('scanners, previews and prefetches open the link without using it (attacks 5 and 6)', async () => {
    const before = await everything();
    const kinds: RequestInit[] = [
      { method: 'GET' },
      { method: 'HEAD' },
      { method: 'OPTIONS' },
      { method: 'GET', headers: { 'Sec-Purpose': 'prefetch', Purpose: 'prefetch' } },
      { method: 'GET', headers: { Accept: 'application/json' } },
    ];
    for (let n = 0; n < 50; n++) {
      const reply = await fetch(link, kinds[n % kinds.length]!);
      expect(reply.status).toBeLessThan(500);
      const text = await reply.text();
      if (reply.ok && n % kinds.length !== 2) expect(reply.headers.get('x-robots-tag')).toContain('noindex');
      // The preview of a chat shows what stands in the page's head.
      if (reply.headers.get('content-type')?.includes('html')) expect(text).not.toContain('ana@');
    }
    const page = await come(link);
    for (let n = 0; n < 10; n++) {
      await page.goto(link);
      await says(page, `You are invited to ${SITE}`);
      await page.mouse.move(100, 100 + n);
      await page.keyboard.press('Tab');
    }
    expect(await everything()).toEqual(before);
  });

  it('Ana opens it, sees what joining does, and becomes a member of both', async () => {
    const page = await come(link);
    await says(page, `You are invited to ${SITE}`);
    const words = await wordsOf(page, 'main');
    for (const expected of ['Dana Cohen', 'Gardeners', 'newsletter', 'trust level to 3', 'Reader', 'ana@example.com'])
      expect(words).toContain(expected);
    expect(page.url(), 'the mailed token leaves the address bar').not.toContain('t=');
    await expectAccessible(page);
    await fill(page, { username: 'ana', name: 'Ana Levi', password: PASSWORD });
    await press(page, `Join ${SITE}`);
    await says(page, `Welcome to ${SITE}`);
    await expectAccessible(page);
    const receipt = await wordsOf(page, 'main');
    expect(receipt).toContain('You are now a member of 2 groups');
    expect(receipt).toContain('By this you have trust level 3.');
    expect(receipt).toContain('Gardeners');
    expect(receipt).toContain('newsletter');
    expect(await loggedInAs(page)).toBe('ana');

    const ana = await accountOf('ana@example.com');
    expect(ana).toMatchObject({ active: true, trust_level: 3, title: 'Reader' });
    expect(await membershipsOf(ana)).toEqual([groups.gardeners, groups.newsletter]);
    expect(await usesOf(inviteId)).toEqual({ counted: 1, written: 1 });
    for (const name of ['gardeners', 'newsletter']) {
      const { members } = (await admin.get(`/groups/${name}/members.json`)).body;
      expect(members.map((member: { username: string }) => member.username)).toEqual(['ana']);
    }
    await page.getByRole('link', { name: 'Continue' }).click();
    await says(page, 'Hello, Ana Levi');
  });

  it('the same link again is dead, says why, and changes nothing', async () => {
    const before = await everything();
    const page = await come(link);
    await says(page, 'This invite has been used up');
    await expectAccessible(page);
    const hebrew = await come(link, { ...PHONE, ...HEBREW });
    await says(hebrew, /ההזמנה נוצלה במלואה/);
    await expectAccessible(hebrew);
    await expectFits(hebrew);
    const scriptless = await come(link, { javaScriptEnabled: false });
    await reads(scriptless, 'used up', '[data-reason]');
    expect(await everything()).toEqual(before);
  });
});

describe('a link for three', () => {
  let link: string;
  let inviteId: number;
  beforeAll(async () => {
    const reply = await admin.post('/invites', {
      max_redemptions_allowed: 3,
      group_ids: [groups.gardeners, groups.newsletter],
    });
    expect(reply.status, reply.text).toBe(200);
    ({ link, id: inviteId } = reply.body);
    const user = { name: 'Ben Peretz', username: 'ben', email: 'ben@example.com', password: PASSWORD, active: true };
    const made = await admin.post('/users.json', { ...user, approved: true });
    expect(made.body.success, made.text).toBe(true);
  });

  it('Ben has an account: logged out he is sent to log in, then one click joins him', async () => {
    const page = await come(link);
    await says(page, `You are invited to ${SITE}`);
    const before = await everything();
    await fill(page, { email: 'ben@example.com', username: 'benny' });
    await press(page, `Join ${SITE}`);
    await reads(page, 'Primary email has already been taken. Log in with that account, then open the invite again.');
    expect(await everything()).toEqual(before);

    await page.getByRole('link', { name: 'Log in first, then accept' }).click();
    await says(page, `Log in to ${SITE}`);
    await fill(page, { identifier: 'ben@example.com', password: PASSWORD });
    await press(page, 'Log in');
    await says(page, `You are invited to ${SITE}`);
    await expectAccessible(page);
    expect(await membershipsOf(await accountOf('ben@example.com'))).toEqual([]);
    await press(page, 'Decline');
    await says(page, 'You have declined');
    await expectAccessible(page);
    expect(await usesOf(inviteId)).toEqual({ counted: 0, written: 0 });
    await press(page, 'Back to the invite');
    await press(page, 'Accept and join');
    await says(page, 'The invite is accepted');
    await expectAccessible(page);
    const ben = await accountOf('ben@example.com');
    expect(await membershipsOf(ben)).toEqual([groups.gardeners, groups.newsletter]);
    expect(ben).toMatchObject({ trust_level: 3, title: 'Reader' });
    expect(await usesOf(inviteId)).toEqual({ counted: 1, written: 1 });
  });

  it('and again: he has used it, and nothing happens', async () => {
    const page = await come('/login');
    await fill(page, { identifier: 'ben', password: PASSWORD });
    await press(page, 'Log in');
    await says(page, 'Hello, Ben Peretz');
    const before = await usesOf(inviteId);
    await page.goto(link);
    await reads(page, 'You have already redeemed this invite link.');
    expect(await page.getByRole('button', { name: 'Accept and join' }).count()).toBe(0);
    expect(await usesOf(inviteId)).toEqual(before);
    await press(page, 'Not you? Switch account');
    await page.locator('#email').waitFor();
    expect(await loggedInAs(page)).toBeUndefined();
  });

  it('Noa joins on a phone in Hebrew, and confirms her address with the mailed link', async () => {
    const page = await come(link, { ...PHONE, ...HEBREW });
    await says(page, /הוזמנת אל/);
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    await expectFits(page);
    await page.setViewportSize({ width: 320, height: 640 });
    await expectFits(page);
    await page.setViewportSize(PHONE.viewport!);
    await expectAccessible(page);
    await fill(page, { email: 'noa@example.com', username: 'noa', name: 'נועה', password: PASSWORD });
    await press(page, /הצטרפות אל/);
    await says(page, /עוד צעד אחד/);
    await expectFits(page);
    await expectAccessible(page);
    expect(await loggedInAs(page)).toBeUndefined();
    expect(await accountOf('noa@example.com')).toMatchObject({ active: false });

    const activation = await mailedLink('noa@example.com', '/u/activate-account/');
    const confirm = await come(activation, { ...PHONE, ...HEBREW });
    await says(confirm, 'אישור הכתובת');
    await expectAccessible(confirm);
    expect(await accountOf('noa@example.com'), 'opening the page confirms nothing').toMatchObject({ active: false });
    await press(confirm, 'אישור והתחברות');
    await says(confirm, 'הכתובת אושרה');
    await expectAccessible(confirm);
    expect(await loggedInAs(confirm)).toBe('noa');
    const noa = await accountOf('noa@example.com');
    expect(noa).toMatchObject({ active: true, trust_level: 3 });
    expect(await membershipsOf(noa)).toEqual([groups.gardeners, groups.newsletter]);

    const again = await come(activation);
    await says(again, 'Confirm your address');
    await expectAccessible(again);
    await press(again, 'Confirm and log in');
    await says(again, 'This link no longer works');
    await expectAccessible(again);
  });

  it('Tom joins with nothing but the keyboard and without a password, and chooses one by mail', async () => {
    const page = await come(link);
    await says(page, `You are invited to ${SITE}`);
    await tabTo(page, /^E-mail address/);
    await page.keyboard.type('tom@example.com');
    await tabTo(page, /^Username/);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('tom');
    await tabTo(page, `Join ${SITE}`);
    await page.keyboard.press('Enter');
    await says(page, 'One more step: confirm your address');
    expect(await accountOf('tom@example.com')).toMatchObject({ active: false });

    const reset = await come(await mailedLink('tom@example.com', '/u/password-reset/'));
    await says(reset, 'Choose a password');
    await expectAccessible(reset);
    await tabTo(reset, /^Password/);
    await reset.keyboard.type(PASSWORD);
    await reset.keyboard.press('Enter');
    await says(reset, 'Your password is saved');
    expect(await loggedInAs(reset)).toBe('tom');
    const tom = await accountOf('tom@example.com');
    expect(tom).toMatchObject({ active: true });
    expect(await membershipsOf(tom)).toEqual([groups.gardeners, groups.newsletter]);
    expect(await usesOf(inviteId)).toEqual({ counted: 3, written: 3 });
  });

  it('the fourth gets the page of a dead link', async () => {
    const before = await everything();
    const page = await come(link, PHONE);
    await says(page, 'This invite has been used up');
    await expectFits(page);
    expect(await everything()).toEqual(before);
  });
});

describe('in the end', () => {
  it('a restart on the same folder knows everybody and prints no address for an admin', async () => {
    const before = await everything();
    expect((await server.stop()).code).toBe(0);
    log += server.stderr;
    expect(home.postgresPid()).toBeUndefined();
    server = await home.serve();
    expect(await everything()).toEqual(before);
    expect((await admin.get('/groups/gardeners/members.json')).body.members).toHaveLength(4);
    expect(server.setupUrl()).toBeUndefined();
  });

  it('no page has complained', () => {
    expect(visitors.length).toBeGreaterThan(10);
    expect(visitors.flatMap(({ complaints }) => complaints)).toEqual([]);
  });

  it('no key, token or password was logged', () => {
    log += server.stderr;
    expect(log).toContain('stopping');
    const keys = smtp.mails.flatMap(({ text }) =>
      [...text.matchAll(/[0-9a-z]+-[0-9A-Za-z]{22,}/g)].map(([key]) => key),
    );
    expect(keys.length).toBeGreaterThanOrEqual(4);
    for (const secret of [PASSWORD, apiKey, setupUrl.split('#')[1]!, ...keys]) expect(log).not.toContain(secret);
  });
});
