/** A real Chromium for tests: the one installed on this machine, headless, talking to nobody but the server under test. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type CDPSession,
  chromium,
  type Page,
} from 'playwright-core';
import { expect } from 'vitest';
import { until } from './smtp.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  join(process.env.PROGRAMFILES ?? 'C:\\Program Files', 'Google\\Chrome\\Application\\chrome.exe'),
  join(process.env['PROGRAMFILES(X86)'] ?? 'C:\\Program Files (x86)', 'Google\\Chrome\\Application\\chrome.exe'),
  join(process.env.LOCALAPPDATA ?? '', 'Google\\Chrome\\Application\\chrome.exe'),
];

/** @throws when there is no browser, with what to do */
function findBrowser(): string {
  const given = process.env.CHROME_PATH;
  if (given) {
    if (existsSync(given)) return given;
    throw new Error(
      `CHROME_PATH is ${given}, and there is nothing there. Set it to the program of Chromium or Chrome.`,
    );
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const found = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...PLACES].find(existsSync);
  if (found) return found;
  throw new Error(
    'The tests of the pages need Chromium or Chrome, and none was found. Install one (Debian: apt-get install chromium), or set CHROME_PATH to its program.',
  );
}

/**
 * What Chromium does beside showing pages, and nobody here looks at. The first lines are pages of its own that it loads for
 * every window, its toolbar say, which took half of the time that a new window takes; the next is a new frame, with all that
 * draws it, for every page of the same site, a quarter of what loading a page costs. The rest is what Playwright turns off
 * too: of two such lists the browser reads only the last one.
 */
const UNUSED = [
  ...['InitialWebUI', 'WebUIToolbar', 'WebUIReloadButton', 'WebUILocationBar', 'WebUIOmniboxPopup'],
  ...['WebUIOmniboxFullPopup', 'WebUIOmniboxAimPopup', 'PreloadTopChromeWebUI', 'PreloadTopChromeWebUILessNavigations'],
  'RenderDocument',
  ...[
    'PaintHolding',
    'SpareRendererForSitePerProcess',
    'AimEnabled',
    'AvoidCorsURLLoaderRestartOnRedirect',
    'LensOverlay',
  ],
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsFirstBalancedModeAutoEnable'],
  ...['HttpsUpgrades', 'MediaRouter', 'NetworkTimeServiceQuerying', 'OptimizationHints', 'PreconnectToSearch'],
  ...['TcpPortRandomizationWin', 'ThirdPartyStoragePartitioning'],
];

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: findBrowser(),
    // Chromium refuses its sandbox to root; everybody else has it.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      `--disable-features=${UNUSED.join()}`,
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });

let shared: Promise<Browser> | undefined;
/** One for all test files that run in this process, with which it ends. */
export const sharedBrowser = (): Promise<Browser> => {
  shared ??= launchBrowser();
  return shared;
};

const DESKTOP = { viewport: { width: 1200, height: 800 } } satisfies BrowserContextOptions;
export const PHONE: BrowserContextOptions = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/** Somebody with a browser of their own: no cookies but theirs. What the pages complain about is kept in `complaints`. */
export interface Visitor {
  page: Page;
  complaints: string[];
  /** Nothing of theirs goes on after it: pages left open would follow what changes and slow down the tests to come. */
  leave(): Promise<void>;
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// Brought into the window once, and read by the browser when it is asked for: handing it over each time took as long as it runs.
const bringAxe = `globalThis.bringAxe = () => { ${axeSource}\n }`;

/** Notices stay for ten seconds, which a test on a busy machine may need to look at them and to undo. */
const keepNotices = `{
  const wait = setTimeout;
  globalThis.setTimeout = (run, ms, ...more) => wait(run, ms === 10_000 ? 30_000 : ms, ...more);
}`;

interface Seat {
  context: BrowserContext;
  page: Page;
  /** Speaks to the browser about what Playwright settles once for a window. */
  devtools: CDPSession;
  visitor: Visitor | undefined;
}

/** Windows that nobody sits at, by what cannot be changed about them. A new one costs ten times as much as a page in a used one. */
const free = new WeakMap<Browser, Map<string, Seat[]>>();

async function makeSeat(browser: Browser, options: BrowserContextOptions): Promise<Seat> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(45_000);
  await context.addInitScript(bringAxe);
  await context.addInitScript(keepNotices);
  const page = await context.newPage();
  const seat: Seat = { context, page, devtools: await context.newCDPSession(page), visitor: undefined };
  page.on('pageerror', (error) => seat.visitor?.complaints.push(String(error)));
  page.on('console', (message) => {
    // A refused request is told here as well; whether it should have been is for the test of that request.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      seat.visitor?.complaints.push(message.text());
  });
  return seat;
}

type Taste = Pick<BrowserContextOptions, 'locale' | 'colorScheme' | 'reducedMotion'>;

/** Makes a window that of somebody who reads this language and likes these colours. */
async function dress({ page, devtools }: Seat, taste: Taste): Promise<void> {
  const { locale = 'en-GB', colorScheme = 'light', reducedMotion = 'no-preference' } = taste;
  const userAgent = (await page.evaluate('navigator.userAgent')) as string;
  await devtools.send('Emulation.setUserAgentOverride', { userAgent, acceptLanguage: locale });
  await devtools.send('Emulation.setLocaleOverride', { locale });
  await page.emulateMedia({ colorScheme, reducedMotion });
}

const ALONE = [
  { name: 'Content-Type', value: 'text/html' },
  { name: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { name: 'Origin-Agent-Cluster', value: '?1' },
];

/** Takes away all that somebody left: what they had stored, their cookies, where their mouse was. */
async function clean({ context, page, devtools }: Seat): Promise<void> {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  // An empty page of the same site that keeps to itself as ours do: others would get a new process, and so would who comes next.
  const empty = new URL('/empty', page.url()).href;
  devtools.once('Fetch.requestPaused', ({ requestId }) =>
    devtools.send('Fetch.fulfillRequest', { requestId, responseCode: 200, responseHeaders: ALONE, body: '' }),
  );
  // Not `page.route`: it forgets the scripts that the window knows.
  await devtools.send('Fetch.enable', { patterns: [{ urlPattern: empty }] });
  await page.goto(empty);
  await devtools.send('Fetch.disable');
  await page.evaluate('localStorage.clear(); sessionStorage.clear()');
  await context.clearCookies();
  await page.mouse.move(0, 0);
}

/** @param options a window that has been changed in ways this does not name (its network, say) is for its test to close */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
  const { storageState, locale, colorScheme, reducedMotion, ...look } = { ...DESKTOP, ...options };
  const windows = free.get(browser) ?? new Map<string, Seat[]>();
  free.set(browser, windows);
  const key = JSON.stringify(look);
  const seats = windows.get(key) ?? [];
  windows.set(key, seats);
  const seat = seats.pop() ?? (await makeSeat(browser, look));
  const visitor: Visitor = {
    page: seat.page,
    complaints: [],
    async leave() {
      if (seat.visitor !== visitor) return;
      const usable =
        !seat.page.isClosed() &&
        (await clean(seat).then(
          () => true,
          () => false,
        ));
      seat.visitor = undefined;
      if (usable) seats.push(seat);
      else await seat.context.close();
    },
  };
  seat.visitor = visitor;
  await dress(seat, { locale, colorScheme, reducedMotion });
  if (typeof storageState === 'object') await seat.context.addCookies(storageState.cookies);
  await seat.page.goto(url);
  return visitor;
}

interface AxeResult {
  violations: { id: string; impact: string; help: string; nodes: { html: string; failureSummary: string }[] }[];
}

/**
 * What axe-core finds on the page as it stands must not be serious or critical. Contrast takes longer than all the rest
 * together and follows from the style sheets: it is measured where a page is looked at in its colours (`look`).
 */
export async function expectAccessible(page: Page, { contrast = false } = {}): Promise<void> {
  const options = { resultTypes: ['violations'], rules: { 'color-contrast': { enabled: contrast } } };
  const { violations } = (await page.evaluate(
    `globalThis.axe ?? bringAxe(), axe.run(${JSON.stringify(options)})`,
  )) as AxeResult;
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => `${node.html}: ${node.failureSummary}`) }));
  expect(grave, page.url()).toEqual([]);
}

/** Nothing sticks out sideways: a phone shows it without scrolling or zooming. */
export async function expectFits(page: Page): Promise<void> {
  const [content, width] = (await page.evaluate(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  )) as [number, number];
  expect(content, `${page.url()} is wider than the screen`).toBeLessThanOrEqual(width);
}

/** Presses Tab until the focus is on the element of this name (its accessible label or text); nothing else is pressed. */
export async function tabTo(page: Page, name: string | RegExp, most = 40): Promise<void> {
  const seen: string[] = [];
  for (let n = 0; n < most; n++) {
    await page.keyboard.press('Tab');
    const label = (await page.evaluate(`(() => {
      const e = document.activeElement;
      return (e.labels?.[0]?.innerText ?? e.getAttribute('aria-label') ?? e.innerText ?? '').trim();
    })()`)) as string;
    if (typeof name === 'string' ? label === name : name.test(label)) return;
    seen.push(label);
  }
  throw new Error(`Tab never reached ${name}; it went over: ${seen.join(' | ')}`);
}

/** Waits until the page has fetched what it wants. (The network is never idle: the stream of live updates stays open.) */
export async function settled(page: Page): Promise<void> {
  let before = -1;
  let quiet = 0;
  await until(`${page.url()} to have everything`, async () => {
    const [fetched, loading] = (await page.evaluate(
      "[performance.getEntriesByType('resource').length, document.querySelectorAll('.mantine-Skeleton-root').length]",
    )) as [number, number];
    quiet = loading === 0 && fetched === before ? quiet + 1 : 0;
    before = fetched;
    return quiet > 15;
  });
}
