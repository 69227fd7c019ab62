/** A real Chromium for tests: the one installed on this machine, headless, talking to nobody but the server under test. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
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

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: findBrowser(),
    // Chromium refuses its sandbox to root; everybody else has it.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });

const DESKTOP: BrowserContextOptions = { viewport: { width: 1200, height: 800 }, locale: 'en-GB' };
export const PHONE: BrowserContextOptions = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/** Somebody with a browser of their own: no cookies but theirs. What the pages complain about is kept in `complaints`. */
export interface Visitor {
  page: Page;
  complaints: string[];
  /** One more page of the same browser, which knows the site's files already. */
  open(url: string): Promise<Page>;
  leave(): Promise<void>;
}

export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ ...DESKTOP, ...options });
  context.setDefaultTimeout(45_000);
  const complaints: string[] = [];
  const open = async (url: string) => {
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      // A refused request is told here as well; whether it should have been is for the test of that request.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        complaints.push(message.text());
    });
    await page.goto(url);
    return page;
  };
  return { page: await open(url), complaints, open, leave: () => context.close() };
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResult {
  violations: { id: string; impact: string; help: string; nodes: { html: string; failureSummary: string }[] }[];
}

/**
 * What axe-core finds on the page as it stands must not be serious or critical. Contrast takes longer than all the rest
 * together and follows from the style sheets: it is measured where a page is looked at in its colours (`look`).
 */
export async function expectAccessible(page: Page, { contrast = false } = {}): Promise<void> {
  await page.evaluate(axeSource);
  const options = { resultTypes: ['violations'], rules: { 'color-contrast': { enabled: contrast } } };
  const { violations } = (await page.evaluate(`axe.run(${JSON.stringify(options)})`)) as AxeResult;
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
