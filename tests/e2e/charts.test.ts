/** The chart of invites: on the admin's first page and beside a group's invites; its numbers, and how it looks. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestGroup, TestUser } from '../support/factories.ts';
import { HEBREW, type Screens, startScreens } from '../support/screens.ts';

let s: Screens;
let admin: TestUser;
let owner: TestUser;
let group: TestGroup;

beforeAll(async () => {
  s = await startScreens();
  admin = await s.t.user({ username: 'dana', admin: true });
  owner = await s.t.user({ username: 'ana' });
  group = await s.t.group({ name: 'gardeners', full_name: 'Gardeners', owners: [owner] });
  const quiet = await s.t.group({ name: 'quiet' });
  // Forty days that rise and fall.
  await s.t.sql(
    `insert into invite_days (inviter_id, group_id, day, invited, sent, redeemed)
     select 0, g, ($1::timestamptz at time zone 'UTC')::date - n, 20 + (n * 7) % 13, 18 + (n * 7) % 11, 6 + (n * 5) % 9
     from generate_series(0, 39) n, unnest(array[0, $2::int]) g`,
    [s.t.services.now(), group.id],
  );
  await s.t.sql(
    `insert into invite_totals (inviter_id, group_id, invited, sent, redeemed)
     values (0, $1, 1234567, 1000000, 41), (0, $2, 3, 2, 1)`,
    [group.id, quiet.id],
  );
});
afterAll(() => s?.close());

it('shows sums, days and groups to admins, as a picture and in numbers', async () => {
  const page = await s.open(admin, '/admin');
  const part = page.getByRole('region', { name: 'Invites over time' });
  const reply = await s.t.as(admin).get('/invites/funnel.json', { scope: 'all' });
  const { totals, periods } = reply.body;
  expect(totals.invited).toBeGreaterThan(600);
  for (const kind of ['invited', 'sent', 'redeemed'])
    await part.locator('dl').getByText(String(totals[kind]), { exact: true }).waitFor();
  const said = (await part.getByRole('img').getAttribute('aria-label'))!;
  expect(said.replace(/[\u2066-\u2069]/g, '')).toContain(`${totals.redeemed} redeemed.`);
  await part.getByText('All numbers').click();
  const rows = part.getByRole('table').first().locator('tbody tr');
  expect(await rows.count()).toBe(30);
  const last = await rows.last().locator('td').allTextContents();
  expect(last).toEqual(['invited', 'sent', 'redeemed'].map((kind) => String(periods.at(-1)[kind])));
  const groups = part.getByRole('table', { includeHidden: false }).last();
  await groups.getByRole('row', { name: /Gardeners 1,234,567 1,000,000 41/ }).waitFor();
  await part.getByText('Weeks').click();
  await expect.poll(() => rows.count()).toBe(26);
});

it('runs from right to left in Hebrew', async () => {
  const places = async (options: object) => {
    const page = await s.open(admin, '/admin', options);
    const line = page.locator('.chart polyline').first();
    await line.waitFor();
    const points = (await line.getAttribute('points'))!.split(' ').map((point) => Number(point.split(',')[0]));
    return [points[0], points.at(-1)];
  };
  expect(await places({})).toEqual([0, 1000]);
  expect(await places(HEBREW)).toEqual([1000, 0]);
});

it('shows owners what became of the invites to their group, and nothing else', async () => {
  const page = await s.open(owner, '/groups/gardeners?tab=invites');
  const part = page.getByRole('region', { name: 'Invites over time' });
  await part.locator('.chart').waitFor();
  await part.getByText('All numbers').waitFor();
  expect(await part.getByText('Groups invited to most, of all time').count()).toBe(0);
});

it('looks right', async () => {
  await s.look('charts', admin, '/admin', (page) => page.locator('.chart').waitFor());
});
