/**
 * Screens under test: a running Usher with a clock the test can move (`app.ts`), the built pages, and people who are
 * logged in without typing a password. `const s = await startScreens()` in beforeAll, `await s.close()` in afterAll.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { startApp, type TestApp, type TestAppOptions } from './app.ts';
import { expectAccessible, expectFits, PHONE, settled, sharedBrowser, type Visitor, visit } from './browser.ts';
import { ensureBuilt } from './serve.ts';

export const HEBREW: BrowserContextOptions = { locale: 'he-IL' };
const DARK: BrowserContextOptions = { colorScheme: 'dark' };

/** What every screen must be fit for: these hold each width, language and colour, and screens take them in turns … */
const LOOKS: Record<string, BrowserContextOptions> = {
  desktop: {},
  'phone-he-dark': { ...PHONE, ...HEBREW, ...DARK },
};
/** … and, where pictures are taken or there is time, every screen has each with each. */
const MORE_LOOKS: Record<string, BrowserContextOptions> = {
  phone: PHONE,
  'desktop-he': HEBREW,
  'phone-he': { ...PHONE, ...HEBREW },
  dark: DARK,
};
const thorough = Boolean(process.env.USHER_TEST_SHOTS || process.env.USHER_TEST_LONG);

/** Says of one screen after the other, as `[name, options][]`, in which looks it is to be seen: the next one, or all. */
export function takeTurns(): () => [string, BrowserContextOptions][] {
  let looks = 0;
  return () => (thorough ? Object.entries({ ...LOOKS, ...MORE_LOOKS }) : [Object.entries(LOOKS)[looks++ % 2]!]);
}

/** Expects that a page is accessible, fits, and stands in the direction of its look, and takes its picture. */
export async function seeIn(look: string, page: Page, name: string): Promise<void> {
  expect(await page.locator('html').getAttribute('dir')).toBe(look.includes('-he') ? 'rtl' : 'ltr');
  await photograph(page, `${name}-${look}`);
  await expectFits(page);
  await expectAccessible(page, { contrast: true });
}

/** Where the last one listened: a used window knows the scripts of that address already, and need not read them again. */
let port = 0;

export interface Screens {
  t: TestApp;
  browser: Browser;
  /** Opens a page in a browser of somebody's own, until the test ends; undefined: a visitor's. */
  open(user: { id: number } | undefined, path: string, options?: BrowserContextOptions): Promise<Page>;
  /** Closes a page before the test ends: who comes next sits down at its window, and needs no new one. */
  leave(page: Page): Promise<void>;
  /**
   * Opens a page in a look, brings it to where it is worth looking at with `act`, and expects that it is accessible, fits,
   * and stands in the right direction. What comes before that on the same page, a dialog say, `act` has looked at by `seen`.
   * With USHER_TEST_SHOTS=folder does so in every look, and writes a picture of each as `name-look.png`.
   */
  look(
    name: string,
    user: { id: number } | undefined,
    path: string,
    act: (page: Page, seen: (name: string) => Promise<void>) => Promise<unknown>,
  ): Promise<void>;
  close(): Promise<void>;
}

export async function startScreens(options: TestAppOptions = {}): Promise<Screens> {
  await ensureBuilt();
  const [t, browser] = await Promise.all([startApp({ port, ...options }), sharedBrowser()]);
  port = Number(new URL(t.url).port);
  // Links that people copy lead to where the pages are.
  t.env.baseUrl = t.url;
  const visitors: Visitor[] = [];
  const looksInTurn = takeTurns();
  const come = async (user: { id: number } | undefined, path: string, more: BrowserContextOptions) => {
    const token = user && (await t.loggedIn(user as never)).cookies.get('_t');
    const cookie = token && { name: '_t', value: token, domain: '127.0.0.1', path: '/', expires: -1 };
    const visitor = await visit(browser, t.url + path, {
      reducedMotion: 'reduce',
      ...more,
      ...(cookie && {
        storageState: { cookies: [{ ...cookie, httpOnly: true, secure: false, sameSite: 'Lax' }], origins: [] },
      }),
    });
    visitors.push(visitor);
    return visitor;
  };
  return {
    t,
    browser,
    async open(user, path, more = {}) {
      const visitor = await come(user, path, more);
      onTestFinished(visitor.leave);
      return visitor.page;
    },
    leave: async (page) => visitors.findLast((visitor) => visitor.page === page)?.leave(),
    async look(name, user, path, act) {
      for (const [look, more] of looksInTurn()) {
        const { page, leave } = await come(user, path, more);
        await page.locator('h1').waitFor();
        const seen = (what: string) => seeIn(look, page, what);
        await act(page, seen);
        await seen(name);
        await leave();
      }
    },
    async close() {
      for (const visitor of visitors) await visitor.leave();
      await t.close();
      // No page may have complained to its console.
      expect(visitors.flatMap(({ complaints }) => complaints)).toEqual([]);
    },
  };
}

/** A picture of the whole page, where USHER_TEST_SHOTS says; nothing without it. */
export async function photograph(page: Page, name: string): Promise<void> {
  const folder = process.env.USHER_TEST_SHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await settled(page);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, caret: 'hide', animations: 'disabled' });
}
