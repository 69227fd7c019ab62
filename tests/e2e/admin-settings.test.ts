/** Admin > Settings, as an admin uses it, and what a moderator is told in its place. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectAccessible } from '../support/browser.ts';
import type { TestUser } from '../support/factories.ts';
import { type Screens, startScreens } from '../support/screens.ts';
import { until } from '../support/smtp.ts';

vi.setConfig({ testTimeout: 600_000 });

let s: Screens;
let admin: TestUser;
let moderator: TestUser;
beforeAll(async () => {
  s = await startScreens();
  admin = await s.t.user({ username: 'dana', name: 'Dana Cohen', admin: true });
  moderator = await s.t.user({ username: 'mona', name: 'Mona Levi', moderator: true });
  await s.t.group({ name: 'readers', owners: [admin] });
});
afterAll(() => s?.close());

const stored = async (name: string) =>
  (await s.t.sql<{ value: string }>('select value from site_settings where name = $1', [name]))[0]?.value;
const becomes = (name: string, value: string | undefined) =>
  until(`${name} to be ${value}`, async () => (await stored(name)) === value);

/** Of the switch that has the focus: how far its track stands out from what is around it, and its knob from the track. (axe-core looks at text alone.) */
const contrastsOfSwitch = (page: Page): Promise<{ track: number; knob: number }> =>
  page.evaluate(`(() => {
    const colour = (element) => {
      const { backgroundColor } = getComputedStyle(element);
      return backgroundColor.endsWith(', 0)') ? colour(element.parentElement) : backgroundColor;
    };
    const light = (text) => {
      const [r, g, b] = text.match(/[0-9.]+/g).map((part) => {
        const share = Number(part) / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (...pair) => {
      const [less, more] = pair.map(light).sort((a, b) => a - b);
      return (more + 0.05) / (less + 0.05);
    };
    const track = document.activeElement.parentElement.querySelector('.mantine-Switch-track');
    for (const animation of track.getAnimations({ subtree: true })) animation.finish();
    const [around, itself, knob] = [track.parentElement, track, track.querySelector('.mantine-Switch-thumb')].map(colour);
    return { track: contrast(around, itself), knob: contrast(itself, knob) };
  })()`);

describe('settings', () => {
  it('are found by words, the search stays in the address, and / leads there', async () => {
    const page = await s.open(admin, '/admin/settings');
    await page.getByText('enable_group_directory').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.insertText('manage groups');
    await page.getByText('enable_group_directory').waitFor({ state: 'hidden' });
    const found = page.getByRole('switch', { name: 'moderators_manage_groups' });
    await found.waitFor();
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual(['Groups']);
    expect(page.url()).toContain('q=manage');
    await page.reload();
    await found.waitFor();
    // By title as well as by name.
    await page.getByRole('searchbox', { name: 'Search settings' }).fill('shortest password of admins');
    await page.getByText('min_admin_password_length').waitFor();
  });

  it('are saved where they stand; a refusal is told at the field; the mark, the name and the reset appear', async () => {
    const page = await s.open(admin, '/admin/settings?q=min_password_length');
    const field = page.getByRole('textbox', { name: 'Shortest password min_password_length', exact: true });
    await field.fill('3');
    await page.getByRole('button', { name: /^Save/ }).click();
    await page.getByRole('alert').getByText('between 8 and 200').waitFor();
    await expectAccessible(page);
    await field.fill('12');
    await field.press('Enter');
    await becomes('min_password_length', '12');
    await page.getByText('Changed', { exact: true }).waitFor();
    await page
      .getByText(/Last changed by/)
      .getByRole('link', { name: 'Dana Cohen' })
      .waitFor();
    await page.getByRole('searchbox', { name: 'Search settings' }).fill('');
    const others = page.getByText('enable_group_directory');
    await others.waitFor();
    await page.getByRole('checkbox', { name: 'Changed only' }).check();
    await others.waitFor({ state: 'hidden' });
    expect(page.url()).toContain('changed=yes');
    await page.getByRole('button', { name: /^Reset/ }).click();
    await becomes('min_password_length', undefined);
    // Of two notices the second is the reset's.
    await page.getByRole('button', { name: 'Undo' }).nth(1).click();
    await becomes('min_password_length', '12');
  });

  it('of every kind are changed by keyboard', async () => {
    const page = await s.open(admin, '/admin/settings?q=invite_only');
    const lever = page.getByRole('switch', { name: 'invite_only' });
    const seen = async (colorScheme: 'light' | 'dark') => {
      await page.emulateMedia({ colorScheme });
      for (const [what, contrast] of Object.entries(await contrastsOfSwitch(page)))
        expect(contrast, `${what} in the ${colorScheme}`).toBeGreaterThanOrEqual(3);
    };
    await lever.focus();
    await seen('light');
    await seen('dark');
    await page.keyboard.press('Space');
    await becomes('invite_only', 'true');
    await seen('dark');
    await seen('light');
    await page.emulateMedia({ colorScheme: null });
    await page.goto(`${s.t.url}/admin/settings?q=blocked_email_domains`);
    const hosts = page.getByRole('combobox', { name: 'blocked_email_domains' });
    await hosts.focus();
    await page.keyboard.type('spam.example,');
    await page.getByRole('button', { name: /^Save/ }).click();
    await becomes('blocked_email_domains', 'mailinator.com|spam.example');
    await page.goto(`${s.t.url}/admin/settings?q=invite_allowed_groups`);
    const groups = page.getByRole('combobox', { name: 'invite_allowed_groups' });
    await groups.click();
    await page.getByRole('option', { name: /readers/ }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Save/ }).click();
    const [readers] = await s.t.sql<{ id: number }>("select id from groups where name = 'readers'");
    await becomes('invite_allowed_groups', `1|2|12|${readers!.id}`);
  });

  it('moderators_manage_groups says first who gains what', async () => {
    const page = await s.open(admin, '/admin/settings?q=moderators_manage_groups');
    const lever = page.getByRole('switch', { name: 'moderators_manage_groups' });
    await lever.click({ force: true });
    const dialog = page.getByRole('dialog', { name: 'Let moderators manage groups?' });
    await dialog.getByText('Train your moderators first').waitFor();
    await dialog.getByRole('link', { name: 'mona' }).waitFor();
    await expectAccessible(page);
    expect(await stored('moderators_manage_groups'), 'nothing is saved before the answer').toBeUndefined();
    await dialog.getByRole('button', { name: 'Turn on' }).click();
    await becomes('moderators_manage_groups', 'true');
    await dialog.waitFor({ state: 'hidden' });
    expect(await lever.isChecked()).toBe(true);
  });

  it('are for admins; a moderator is told what the setting means for them', async () => {
    const page = await s.open(moderator, '/admin/settings');
    await page.getByText('Only admins may do this.').waitFor();
    await page.getByText('moderators_manage_groups').waitFor();
    await expectAccessible(page);
  });
});

it('looks right', async () => {
  await s.t.setting('max_invites_per_day', 25);
  await s.look('settings', admin, '/admin/settings?category=invites', async (page) =>
    page.getByText('skip_email_bulk_invites').waitFor(),
  );
  await s.t.setting('moderators_manage_groups', false);
  await s.look('moderators-effect', admin, '/admin/settings?q=moderators_manage_groups', async (page) => {
    await page.getByRole('switch', { name: 'moderators_manage_groups' }).click({ force: true });
    await page.getByRole('dialog').getByRole('link', { name: 'mona' }).waitFor();
  });
  await s.look('settings-moderator', moderator, '/admin/settings', async (page) =>
    page.getByText('moderators_manage_groups').waitFor(),
  );
});
