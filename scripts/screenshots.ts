/**
 * `npm run screenshots`: takes the pictures in docs/screenshots anew. Starts Usher on an empty data folder, plays the
 * first evening of a small club through the pages, the command line and the API, and photographs what people see.
 */
import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser, settled } from '../tests/support/browser.ts';
import { type Installation, makeInstallation } from '../tests/support/serve.ts';

const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));
/** They are part of every clone. */
const MOST_BYTES = 150_000;

const DESKTOP: BrowserContextOptions = { viewport: { width: 1000, height: 720 }, locale: 'en-GB' };
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 780 },
  deviceScaleFactor: 1.5,
  isMobile: true,
  hasTouch: true,
};

/** Opens an address as somebody with a browser of their own, and photographs the whole page between `act` and `after`. */
async function photograph(
  browser: Browser,
  name: string,
  url: string,
  options: BrowserContextOptions,
  act: (page: Page) => Promise<unknown>,
  after?: (page: Page) => Promise<unknown>,
): Promise<void> {
  const context = await browser.newContext({ ...DESKTOP, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  await page.goto(url);
  await act(page);
  // Nothing half loaded: pictures come after the words.
  await settled(page);
  const path = `${folder}${name}.png`;
  await page.screenshot({ path, fullPage: true, caret: 'hide', animations: 'disabled' });
  await after?.(page);
  await context.close();
  const { size } = statSync(path);
  if (size > MOST_BYTES) throw new Error(`${path} has ${size} bytes; no more than ${MOST_BYTES} are wanted.`);
  console.log(`${path}  ${Math.round(size / 1000)} kB`);
}

/** The API as a script of the first admin uses it. */
async function openApi(usher: Installation) {
  const made = await usher.run(['api-key', 'create', '--description', 'Screenshots']);
  if (made.code !== 0) throw new Error(made.stderr);
  const headers = { 'Api-Key': made.stdout.trim(), 'Api-Username': 'rina', 'Content-Type': 'application/json' };
  return async (method: string, path: string, body?: object) => {
    const reply = await fetch(`${usher.url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
}

/** The link in the mail to an address, as the invitee gets it. */
async function mailedLink(api: Awaited<ReturnType<typeof openApi>>, address: string): Promise<string> {
  // The mail is put aside by a job, within a moment.
  for (let tries = 0; tries < 50; tries++) {
    const [newest] = await api('GET', `/admin/email-logs/kept.json?address=${address}`);
    const mail = newest && (await api('GET', `/admin/email-logs/${newest.id}.json`));
    const link = /https?:\S+\?t=\S+/.exec(mail?.text ?? '')?.[0];
    if (link) return link;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`No mail with a link for ${address} was kept.`);
}

async function tell(usher: Installation, browser: Browser): Promise<void> {
  const running = await usher.serve();
  const setupUrl = running.setupUrl();
  if (!setupUrl) throw new Error('The start printed no address for the first admin.');
  const fillIn = async (page: Page) => {
    await page.fill('#title', 'Riverside Book Club');
    await page.fill('#username', 'rina');
    await page.fill('#name', 'Rina Levi');
    await page.fill('#email', 'rina@example.com');
    await page.fill('#password', 'a long walk by the river');
    await page.getByRole('heading', { level: 1 }).click();
  };
  let storageState: BrowserContextOptions['storageState'];
  await photograph(browser, 'setup', setupUrl, {}, fillIn, async (page) => {
    await page.click('button[type=submit]');
    await page.getByText('its first admin').waitFor();
    storageState = await page.context().storageState();
  });
  const api = await openApi(usher);
  const readers = await api('POST', '/admin/groups.json', { group: { name: 'readers', full_name: 'Readers' } });
  const hosts = await api('POST', '/admin/groups.json', {
    group: { name: 'hosts', full_name: 'Hosts of the evenings', title: 'Host', grant_trust_level: 2 },
  });
  const group_ids = [readers.basic_group.id, hosts.basic_group.id].join(',');

  await photograph(browser, 'login', `${usher.url}/login`, {}, (page) => page.waitForSelector('#identifier'));
  await photograph(browser, 'login-dark', `${usher.url}/login`, { colorScheme: 'dark' }, (page) =>
    page.waitForSelector('#identifier'),
  );

  await photograph(browser, 'invite', `${usher.url}/groups/hosts`, { storageState }, async (page) => {
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'E-mail people' }).check();
    for (const address of ['ana@example.com', 'ben@example.com', 'rina@example.com']) {
      await page.fill('#email', address);
      await page.press('#email', 'Enter');
    }
    await dialog.getByRole('checkbox', { name: 'Readers' }).check();
    await dialog.getByText('raised to trust level 2').waitFor();
    await dialog.getByText('has an account', { exact: true }).waitFor();
  });
  await api('POST', '/invites.json', { email: 'ben@example.com', group_ids });
  await api('POST', '/invites.json', { group_ids, max_redemptions_allowed: 30, domain: 'example.org' });
  await api('POST', '/invites.json', { email: 'ana@example.com', group_ids });
  const link = await mailedLink(api, 'ana@example.com');
  await photograph(browser, 'redemption', link, {}, (page) => page.waitForSelector('#username'));
  await photograph(browser, 'receipt', link, {}, async (page) => {
    await page.fill('#username', 'ana');
    await page.fill('#name', 'Ana Costa');
    await page.fill('#password', 'seven silver herrings');
    await page.click('button[type=submit]');
    await page.getByText('@ana').waitFor();
  });
  await photograph(browser, 'dead-link', link, {}, (page) => page.getByRole('heading', { level: 1 }).waitFor());

  await photograph(browser, 'group', `${usher.url}/groups/readers`, { storageState }, (page) =>
    page.getByText('Ana Costa').first().waitFor(),
  );
  await photograph(browser, 'invites', `${usher.url}/invites`, { storageState }, (page) =>
    page.getByText('ben@example.com').first().waitFor(),
  );
  await photograph(
    browser,
    'invites-phone-dark',
    `${usher.url}/invites`,
    { ...PHONE, storageState, colorScheme: 'dark' },
    (page) => page.getByText('ben@example.com').first().waitFor(),
  );

  await api('PUT', '/admin/site_settings/title', { title: 'מועדון הקריאה' });
  await api('PUT', '/u/rina.json', { name: 'רינה לוי' });
  const hebrew = await api('POST', '/admin/groups.json', { group: { name: 'korim', full_name: 'קוראים וקוראות' } });
  await api('POST', '/invites.json', { email: 'noa@example.com', group_ids: hebrew.basic_group.id });
  await photograph(
    browser,
    'redemption-phone-he',
    await mailedLink(api, 'noa@example.com'),
    { ...PHONE, locale: 'he-IL' },
    (page) => page.waitForSelector('#username'),
  );
}

mkdirSync(folder, { recursive: true });
const usher = await makeInstallation();
try {
  const browser = await launchBrowser();
  try {
    await tell(usher, browser);
  } finally {
    await browser.close();
  }
} finally {
  await usher.remove();
}
