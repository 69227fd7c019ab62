/** Lists of people to invite, as people use them: checked, corrected, run, tried again; who may not, and why. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPart } from '../../src/domain/imports/run-part.ts';
import { expectAccessible, expectFits, PHONE, tabTo } from '../support/browser.ts';
import type { TestUser } from '../support/factories.ts';
import { uploadText } from '../support/imports.ts';
import { HEBREW, type Screens, startScreens } from '../support/screens.ts';
import { until } from '../support/smtp.ts';

// Without a job worker: the tests work on the parts themselves, so that what is half done can be looked at.
let s: Screens;
let admin: TestUser;
let owner: TestUser;
let moderator: TestUser;
let member: TestUser;
beforeAll(async () => {
  s = await startScreens();
  admin = await s.t.user({ username: 'dana', name: 'Dana Cohen', admin: true });
  owner = await s.t.user({ username: 'omer', name: 'Omer Levi', trust_level: 1 });
  moderator = await s.t.user({ username: 'maya', name: 'Maya', moderator: true });
  member = await s.t.user({ username: 'mia', email: 'mia@example.com', name: 'Mia' });
  await s.t.group({ name: 'readers', full_name: 'Readers', owners: [owner] });
  await s.t.group({ name: 'board', full_name: 'The board', owners: [admin] });
});
afterAll(() => s?.close());

const LIST = [
  'email,groups,phone',
  'noa@example.com,readers,1',
  'bad_email,readers,2',
  'mia@example.com,readers,3',
  'noa@example.com,board,4',
  'tom@example.com,nope,5',
  'lia@example.com,readers,6',
].join('\n');

const invitedBy = async (user: TestUser) =>
  (
    await s.t.sql<{ email: string }>('select email from invites where invited_by_id = $1 order by email', [user.id])
  ).map(({ email }) => email);
const idOf = (page: Page) => Number(/\/imports\/(\d+)/.exec(page.url())?.[1]);
const chip = (page: Page, words: string | RegExp) =>
  page.getByRole('navigation', { name: 'Which rows' }).getByRole('link', { name: words });
const rowOf = (page: Page, line: number) =>
  page.getByRole('row').filter({ has: page.locator('.line', { hasText: new RegExp(`^${line}$`) }) });
/** Rows of the grid that exist in the page. */
const inPage = (page: Page) => page.locator('.grid-row').count();

async function paste(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Or paste the list' }).fill(text);
  await page.getByRole('button', { name: 'Check the list' }).click();
  await page.waitForURL(/\/imports\/\d+/);
  await page.getByRole('grid', { name: 'Rows' }).waitFor();
}

describe('an admin', () => {
  it('comes from the invites, and is asked for a list', async () => {
    const page = await s.open(admin, '/invites');
    await page.getByRole('link', { name: 'Invite from a list' }).click();
    await page.getByText('No list yet').waitFor();
    await page.getByRole('button', { name: 'Check the list' }).click();
    await page.getByText('Choose a file or paste a list first.').waitFor();
    await expectAccessible(page);
  });

  it('pastes a list, corrects a cell, starts without the rest, and tries the failed again', async () => {
    const page = await s.open(admin, '/imports');
    await paste(page, LIST);
    await page.getByText('These columns mean nothing here').waitFor();
    await chip(page, '2 Problem').waitFor();
    await chip(page, '2 New invite').waitFor();
    await chip(page, '1 Has an account').waitFor();
    await chip(page, '1 Listed twice').waitFor();
    // Those with a problem come first.
    await rowOf(page, 3).waitFor();
    expect(await page.locator('.grid-row .line').allInnerTexts()).toEqual(['3', '6', '2', '4', '5', '7']);
    await rowOf(page, 3).getByText('is not an e-mail address').waitFor();
    await rowOf(page, 6).getByText('There is no group').waitFor();
    await expectAccessible(page);

    // With the keyboard alone: to the address of the first row, what was written is dropped by Escape, kept by Enter.
    await tabTo(page, 'bad_email');
    await page.keyboard.press('Enter');
    const editor = page.getByRole('textbox', { name: /^.?Address.?, line 3$/ });
    await editor.fill('something else');
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await editor.waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.innerText')).toBe('bad_email');
    await page.keyboard.press('Enter');
    await editor.fill('still bad');
    await page.keyboard.press('Enter');
    await page
      .getByRole('status')
      .filter({ hasText: /Line 3: .?“still bad” is not an e-mail address/ })
      .waitFor();
    await rowOf(page, 3).getByText('still bad', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await editor.fill('ben@example.com');
    await page.keyboard.press('Enter');
    await page
      .getByRole('status')
      .filter({ hasText: /Line 3 is fine now: .?New invite/ })
      .waitFor();
    await chip(page, '1 Problem').waitFor();
    await chip(page, '3 New invite').waitFor();
    // The next problem has moved up, and the focus is on it.
    await until(
      'the next problem to be first',
      async () => (await page.evaluate('document.activeElement.innerText')) === 'tom@example.com',
    );
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate('document.activeElement.innerText')).toBe('nope');
    await page.keyboard.press('Control+End');
    expect(await page.evaluate('document.activeElement.innerText')).toBe('New invite');

    // One row still has a problem: nothing is started unless it is said what about it.
    const blocked = page.getByRole('button', { name: 'Correct one row first' });
    expect(await blocked.getAttribute('aria-disabled')).toBe('true');
    await blocked.click({ force: true });
    expect(await invitedBy(admin)).toEqual([]);
    await page.getByRole('radio', { name: 'Leave them out' }).check();
    await page.getByRole('button', { name: 'Start with 5 rows' }).click();
    await page.getByText(/0.? of 6 rows done/).waitFor();
    expect(await page.evaluate('document.activeElement.innerText')).toContain('The list is being worked on');
    const id = idOf(page);
    await runPart(s.t.services, id, admin.id, 2);
    await page.getByText(/2.? of 6 rows done/).waitFor();
    expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toMatch(/^33/);
    await expectAccessible(page);
    while (await runPart(s.t.services, id, admin.id, 2));
    await page.getByText('5 rows succeeded. One row came to nothing.').waitFor();
    await chip(page, '3 Invited').waitFor();
    await chip(page, '1 Added to groups').waitFor();
    expect(await invitedBy(admin)).toEqual(['ben@example.com', 'lia@example.com', 'noa@example.com']);
    expect(await s.t.sql('select 1 from group_users where user_id = $1', [member.id])).toHaveLength(1);
    await chip(page, '1 Left out').click();
    await page.waitForURL(/rows=skipped/);
    await rowOf(page, 6).getByText('tom@example.com').waitFor();
    await until('only that row', async () => (await inPage(page)) === 1);
    await expectAccessible(page);

    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Results file' }).click();
    expect((await downloading).suggestedFilename()).toBe(`import-${id}-results.csv`);

    await page.getByRole('button', { name: 'Retry only the failed' }).click();
    await page.waitForURL((url) => url.pathname !== `/imports/${id}`);
    await chip(page, '1 Problem').waitFor();
    await rowOf(page, 6).waitFor();
    expect(await page.locator('.grid-row .line').allInnerTexts()).toEqual(['6']);
    // By a click this time.
    await rowOf(page, 6).getByText('nope', { exact: true }).click();
    await page.getByRole('textbox', { name: /^.?Groups.?, line 6$/ }).fill('board');
    await page.keyboard.press('Enter');
    await chip(page, '1 New invite').waitFor();
    await page.getByRole('button', { name: 'Start with one row' }).click();
    await page.getByText(/0.? of one row done/).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Cancelled. What was done stays.').waitFor();
    await chip(page, '1 Not reached').waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog', { name: 'Delete this list?' }).getByRole('button', { name: 'Delete' }).click();
    await page.waitForURL(/\/imports$/);
    const history = page.getByRole('list', { name: 'Lists so far' }).getByRole('listitem');
    await until('one list to be left', async () => (await history.count()) === 1);
  });

  it('sees the lists of others, and cannot start them', async () => {
    const { body } = await uploadText(s.t.as(owner), 'ron@example.com,readers', '?file_name=readers.csv');
    const page = await s.open(admin, '/imports');
    await page.getByRole('link', { name: 'Everybody’s' }).click();
    await page.getByRole('link', { name: 'readers.csv' }).click();
    await page.waitForURL(new RegExp(`/imports/${body.id}$`));
    await page.getByText(/Only .?Omer Levi.? can start this list/).waitFor();
    expect(await page.getByRole('button', { name: /^Start/ }).count()).toBe(0);
    await rowOf(page, 1).getByText('ron@example.com').click();
    expect(await page.getByRole('textbox', { name: /line 1$/ }).count()).toBe(0);
  });

  it('drops a file, sees how far it is, and stops it: nothing of it is kept', async () => {
    const page = await s.open(admin, '/imports');
    await page.getByRole('button', { name: 'Choose a file' }).waitFor();
    const kept = () => s.t.sql('select 1 from imports where created_by_id = $1', [admin.id]);
    const before = (await kept()).length;
    const network = await page.context().newCDPSession(page);
    await network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: 40_000,
    });
    await page.evaluate(`(() => {
      const files = new DataTransfer();
      files.items.add(new File(['guest@example.com\\n'.repeat(200000)], 'slow.csv'));
      const zone = document.querySelector('.drop-zone');
      zone.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));
    })()`);
    await page.getByText('slow.csv').waitFor();
    await page.getByRole('button', { name: 'Check the list' }).click();
    const progress = page.getByRole('progressbar', { name: 'Uploading…' });
    await until('some of it to be there', async () => Number(await progress.getAttribute('aria-valuenow')) > 0);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Check the list' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await until('nothing to be kept', async () => (await kept()).length === before);
    await network.detach();
  });

  it('scrolls through 5,000 rows, of which few are in the page', async () => {
    const page = await s.open(admin, '/imports', PHONE);
    const text = Array.from({ length: 5000 }, (_, n) => `guest${n + 1}@example.com`).join('\n');
    await page.getByRole('checkbox', { name: 'Readers' }).check();
    await page.locator('input[type=file]').setInputFiles({
      name: 'guests.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`${text}\nbad_email`),
    });
    await page.getByText('guests.csv').waitFor();
    await page.getByRole('button', { name: 'Check the list' }).click();
    await page.waitForURL(/\/imports\/\d+/);
    await chip(page, '5,000 New invite').waitFor();
    // What comes first is what needs somebody.
    await rowOf(page, 5001).getByText('bad_email', { exact: true }).waitFor();
    await rowOf(page, 1).getByText('readers').waitFor();
    const grid = page.getByRole('grid', { name: 'Rows' });
    expect(await grid.getAttribute('aria-rowcount')).toBe('5002');
    expect(await inPage(page)).toBeLessThan(60);
    await page.evaluate("(grid => grid.scrollTo(0, grid.scrollHeight / 2))(document.querySelector('[role=grid]'))");
    await until('rows of the middle', async () =>
      (await page.locator('.grid-row .line').allInnerTexts()).some((line) => Math.abs(Number(line) - 2500) < 500),
    );
    // The cell with the focus stays, wherever the list is scrolled to.
    await page.locator('[role="gridcell"][tabindex="0"]').focus();
    await page.keyboard.press('Control+End');
    await rowOf(page, 5000).getByText('guest5000@example.com').waitFor();
    expect(await inPage(page)).toBeLessThan(60);
    await expectFits(page);
    await expectAccessible(page);
  });
});

describe('others', () => {
  it('an owner invites to the own group only, and is told so row by row', async () => {
    const page = await s.open(owner, '/imports');
    await page.getByText('Each row goes to a group that you may invite to.').waitFor();
    await paste(page, 'gal@example.com,readers\nyael@example.com,board\nuri@example.com');
    await rowOf(page, 2).getByText('You do not own the group').waitFor();
    await rowOf(page, 3).getByText('Name a group you may invite to').waitFor();
    await page.getByText('Possible for none of them').waitFor();
    await page.getByRole('radio', { name: 'Leave them out' }).check();
    await page.getByRole('checkbox', { name: 'Make the invites without mailing anybody' }).check();
    await page.getByRole('button', { name: 'Start with one row' }).click();
    await page.getByText(/0.? of 3 rows done/).waitFor();
    while (await runPart(s.t.services, idOf(page), owner.id, 10));
    await page.getByText('2 rows came to nothing').waitFor();
    expect(await invitedBy(owner)).toEqual(['gal@example.com']);
  });

  it('a moderator without the setting reads the rule', async () => {
    const page = await s.open(moderator, '/invites');
    await page.getByRole('link', { name: 'Invite from a list' }).click();
    await page.getByText('You may not invite from lists').waitFor();
    await page.getByText('moderators_manage_groups').waitFor();
    expect(await page.getByRole('button', { name: 'Check the list' }).count()).toBe(0);
    await expectAccessible(page);
  });

  it('whoever owns nothing is not shown the way, and finds nobody’s list', async () => {
    const page = await s.open(member, '/invites');
    await until('what may be imported to be known', () =>
      page.evaluate<boolean>(
        "performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/imports.json'))",
      ),
    );
    await page.getByRole('button', { name: 'Invite', exact: true }).first().waitFor();
    expect(await page.getByRole('link', { name: 'Invite from a list' }).count()).toBe(0);
    await page.goto(`${s.t.url}/imports/1`);
    await page.getByRole('heading', { level: 1 }).filter({ hasNotText: 'Invite from a list' }).waitFor();
    expect(await page.getByRole('grid').count()).toBe(0);
  });

  it('a file that cannot be read is refused in words, in Hebrew too', async () => {
    const page = await s.open(admin, '/imports', HEBREW);
    await page.locator('input[type=file]').setInputFiles({
      name: 'sheet.xlsx',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from('PK\u0003\u0004 and more'),
    });
    await page.getByRole('button', { name: 'בדיקת הרשימה' }).click();
    await page.getByRole('alert').filter({ hasText: 'גיליון אלקטרוני' }).waitFor();
    await expectAccessible(page);
  });
});

describe('looks right', () => {
  const big = `${LIST}\nanother bad one,readers;nope;staff\nyou@example.com,readers;board`;

  it('before', async () => {
    await s.look('imports', admin, '/imports', (page) => page.locator('#history').waitFor());
  });

  it('checked', async () => {
    const text = `${big}\neve@example.com,readers,,left over`;
    const { body } = await uploadText(s.t.as(admin), text, '?file_name=guests%20of%20the%20year.csv');
    await s.look('import-ready', admin, `/imports/${body.id}`, (page) => rowOf(page, 3).waitFor());
  });

  it('running', async () => {
    const { body } = await uploadText(s.t.as(admin), big);
    await s.t.as(admin).post(`/imports/${body.id}/run.json`, { problem_rows: 'skip' });
    await runPart(s.t.services, body.id, admin.id, 3);
    await s.look('import-running', admin, `/imports/${body.id}`, (page) => page.getByRole('progressbar').waitFor());
  });

  it('done', async () => {
    const { body } = await uploadText(s.t.as(admin), big, '?file_name=guests.csv');
    await s.t.as(admin).post(`/imports/${body.id}/run.json`, { problem_rows: 'skip' });
    while (await runPart(s.t.services, body.id, admin.id, 100));
    await s.look('import-done', admin, `/imports/${body.id}`, (page) => rowOf(page, 3).waitFor());
  });
});
