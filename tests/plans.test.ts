/**
 * What lists cost on skewed data: one inviter made all of the oldest invites, one group holds everybody. A plan that
 * walks another index, or all of a range, to find a page is right on even data and a thousand times too slow on this.
 */
import { createRequire } from 'node:module';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Data, loadInto } from '../bench/data.ts';
import type { Db, Statement } from '../src/db/open.ts';
import { countInviteDays } from '../src/domain/invites/count-days.ts';
import { startApp, type TestApp } from './support/app.ts';
import type { Client } from './support/client.ts';
import { invite, newcomer, redeem } from './support/invites.ts';

/** Pages of 8 kB that one statement of a list may look at. */
const BUDGET = 200;
const LARGE = [
  'invite_days',
  'invites',
  'open_invites',
  'invite_redemptions',
  'email_logs',
  'users',
  'group_users',
  'import_rows',
];

let t: TestApp;
let data: Data;
let explainer: pg.Client;
let veteran: Client;

beforeAll(async () => {
  t = await startApp();
  data = await loadInto(t.databaseUrl, { invites: 200_000, oldest: 20_000, groups: 1000, members: 20_000 });
  explainer = new pg.Client({ connectionString: t.databaseUrl });
  await explainer.connect();
  veteran = await t.loggedIn(data.veteran);
}, 240_000);
afterAll(async () => {
  await explainer?.end();
  await t?.close();
});

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: PlanNode[];
}
const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

interface Sent {
  name: string;
  text: string;
  values: unknown[];
}

/** Every statement that `work` runs outside transactions, as it was sent. */
async function statementsOf(work: () => Promise<unknown>): Promise<Sent[]> {
  const { db } = t.services;
  const original: Db['query'] = db.query;
  const sent: Sent[] = [];
  db.query = <Row>(statement: Statement<Row>, values: unknown[] = []) => {
    sent.push({ ...statement, values });
    return original(statement, values);
  };
  try {
    await work();
  } finally {
    db.query = original;
  }
  return sent;
}

// What a parameter looks like as text; the driver's own conversion is the one that runs.
const { prepareValue } = createRequire(import.meta.url)('pg/lib/utils') as { prepareValue(value: unknown): unknown };
function literal(value: unknown): string {
  const text = prepareValue(value);
  if (text === null || text === undefined) return 'null';
  return pg.escapeLiteral(Buffer.isBuffer(text) ? `\\x${text.toString('hex')}` : String(text));
}

/** The plan for these values, and the plan for any values: PostgreSQL goes over to the latter after five runs. */
async function explain({ text, values }: Sent, mode: 'force_custom_plan' | 'force_generic_plan'): Promise<PlanNode> {
  await explainer.query(`begin; set local plan_cache_mode = ${mode}; prepare measured as ${text}`);
  const execute = `execute measured${values.length > 0 ? `(${values.map(literal).join(', ')})` : ''}`;
  try {
    const { rows } = await explainer.query(`explain (analyze, buffers, format json) ${execute}`);
    return rows[0]['QUERY PLAN'][0].Plan;
  } finally {
    await explainer.query('rollback; deallocate measured');
  }
}

async function expectCheap(work: () => Promise<unknown>, expected: readonly string[]): Promise<void> {
  await work(); // the first request notes that its session was seen, and counts what is many
  const sent = await statementsOf(work);
  expect(sent.map(({ name }) => name)).toEqual(expect.arrayContaining([...expected]));
  for (const one of sent) {
    // Counting many to the end happens at most once a second, whoever asks; a slow machine gets to it again here.
    if (/\.count/.test(one.name) && one.values.includes(null)) continue;
    for (const mode of ['force_custom_plan', 'force_generic_plan'] as const) {
      const plan = await explain(one, mode);
      const buffers = plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
      expect(buffers, `${one.name}, ${mode}`).toBeLessThanOrEqual(BUDGET);
      const scanned = nodesOf(plan).filter((node) => node['Node Type'] === 'Seq Scan');
      expect(scanned.map((node) => node['Relation Name']).filter((table) => LARGE.includes(table!))).toEqual([]);
    }
  }
}

const list =
  (filter: string, query = {}) =>
  async () => {
    const reply = await veteran.get(`/u/${data.veteran.username}/invited/${filter}.json`, query);
    expect(reply.status, reply.text).toBe(200);
    return reply.body;
  };

describe('on skewed data, no list walks through what it does not show', () => {
  it('authentication, by session and by key', async () => {
    await expectCheap(() => veteran.get('/session/csrf.json'), ['authentication.bySession']);
    await expectCheap(() => t.as(data.veteran).get('/session/csrf.json'), ['authentication.byKey']);
  });

  it('pending invites: the oldest of all', async () => {
    expect((await list('pending')()).invites).toHaveLength(40);
    await expectCheap(list('pending'), ['invites.listFirstPending']);
    await expectCheap(list('pending', { offset: 300 }), ['invites.listFirstPending']);
  });

  it('expired invites: none among 20,000 pending', async () => {
    expect((await list('expired')()).invites).toHaveLength(0);
    await expectCheap(list('expired'), ['invites.listExpired']);
  });

  it('pending invites: one behind 20,000 that have expired', async () => {
    await explainer.query(
      `update invites set expires_at = $2 where invited_by_id = $1 and id <>
         (select max(id) from invites where invited_by_id = $1)`,
      [data.veteran.id, t.services.now()],
    );
    await explainer.query('vacuum analyze invites');
    t.advance(2000); // large counts are a second old at most
    expect((await list('pending')()).invites).toHaveLength(1);
    await expectCheap(list('pending'), ['invites.count', 'invites.listPending']);
    await expectCheap(list('expired'), ['invites.listExpired']);
  });

  it('everybody’s invites, the first page and deep ones: 200,000 pending, 20,000 expired, as many used', async () => {
    const staff = await t.loggedIn(await t.user({ moderator: true }));
    const page = (path: string, query: Record<string, unknown>) => async () => {
      const reply = await staff.get(path, query);
      expect(reply.status, reply.text).toBe(200);
      return reply.body;
    };
    const deep = `${t.services.now().getTime() + 30 * 86_400_000}-${data.firstInvite + 100_000}`;
    expect((await page('/invites.json', { after: deep })()).invites).toHaveLength(30);
    await explainer.query(
      `insert into email_logs (email_type, to_address, invite_id, locale, state, created_at)
       select 'invite', email, id, 'en', case when id % 1000 = 0 then 'failed' else 'sent' end, created_at from invites`,
    );
    await explainer.query('vacuum analyze email_logs');
    for (const query of [{}, { after: deep }, { filter: 'expired' }])
      await expectCheap(page('/invites.json', query), ['inviteGroups.list', 'mailStates.list']);
    await expectCheap(page('/invites.json', { inviter: data.veteran.username, filter: 'expired' }), [
      'inviteOverview.expiredOfInviter',
    ]);
    await expectCheap(page('/invites.json', { mail: 'failed' }), ['inviteOverview.byMail.failed']);
    for (const query of [{}, { inviter: data.veteran.username }])
      await expectCheap(page('/invites.json', { ...query, filter: 'redeemed' }), []);
    await expectCheap(page('/invites.json', { filter: 'revoked' }), ['inviteOverview.revoked']);
    // The veteran's own group: 20,000 that have expired, one that has not.
    const { rows } = await explainer.query('select name from groups where id in ($1, $2) order by id', [
      data.groupIds.first,
      data.groupIds.first + 1,
    ]);
    // The first group of invites is in an index of theirs, the second in open_invites. What is many has been counted already.
    for (const { name } of rows)
      for (const [filter, statement] of [
        ['pending', 'pending.group'],
        ['expired', 'expired.group'],
        ['redeemed', 'joinedGroup'],
      ]) {
        const list = async () => {
          const { body } = await veteran.get(`/groups/${name}/invites.json`, { filter });
          if (filter === 'expired') expect(body.invites).toHaveLength(30);
        };
        await expectCheap(list, [`inviteOverview.${statement}`]);
      }
    // Filtered by what many of them fit; what few fit is found by walking through one's own, or the group's.
    for (const { name } of rows) {
      const sent = { filter: 'expired', mail: 'sent', inviter: data.veteran.username };
      const ofGroup = async () =>
        expect((await veteran.get(`/groups/${name}/invites.json`, sent)).body.invites).toHaveLength(12);
      await expectCheap(ofGroup, ['inviteOverview.expiredFiltered.group']);
      const own = async (query: object) =>
        expect((await list('expired', { group: name, ...query })()).invites).toHaveLength(40);
      await expectCheap(() => own({}), ['invites.listExpiredFitting']);
      await expectCheap(() => own({ mail: 'sent' }), ['invites.listExpiredFitting']);
    }
  });

  it('members: the first page of a group of 20,000, both ways round', async () => {
    const members = (query: object) => async () => {
      const reply = await veteran.get(`/groups/circle${data.groupIds.last - data.groupIds.first + 1}/members.json`, {
        ...query,
      });
      expect(reply.status, reply.text).toBe(200);
      expect(reply.body.members).toHaveLength(30);
    };
    await expectCheap(members({ limit: 30 }), ['memberLists.custom.username.desc']);
    await expectCheap(members({ limit: 30, asc: true }), ['memberLists.custom.username.asc']);
  });

  it('members: a page in the middle begins where another page was', async () => {
    const middle = (offset: number) => async () => {
      const name = `circle${data.groupIds.last - data.groupIds.first + 1}`;
      const reply = await veteran.get(`/groups/${name}/members.json`, { limit: 50, asc: true, offset });
      expect(reply.body.members, reply.text).toHaveLength(50);
    };
    await middle(9_000)();
    const sent = await statementsOf(middle(9_050));
    const page = sent.find(({ name }) => name === 'memberLists.custom.username.asc.place.deep')!;
    for (const mode of ['force_custom_plan', 'force_generic_plan'] as const) {
      const read = nodesOf(await explain(page, mode)).filter((node) => node['Relation Name'] === 'group_users');
      expect(Math.max(...read.map((node) => node['Actual Rows']))).toBeLessThanOrEqual(52);
      expect(Math.max(...read.map((node) => node['Rows Removed by Filter'] ?? 0))).toBe(0);
    }
  });

  it('members with how they came: lines of the log are looked up one by one', async () => {
    const group = data.groupIds.last;
    await explainer.query(
      `insert into group_users (group_id, user_id, username_key, owner, created_at)
       select $2, id, username_key, true, $3 from users where id = $1`,
      [data.veteran.id, group, t.services.now()],
    );
    await explainer.query(
      `insert into group_logs (group_id, action, acting_user_id, target_user_id, created_at)
       select group_id, 'add_user_to_group', $1, user_id, created_at from group_users where group_id = $2`,
      [data.veteran.id, group],
    );
    await explainer.query('vacuum analyze group_logs');
    await expectCheap(async () => {
      const query = { limit: 30, joined_through: true };
      const { body } = await veteran.get(`/groups/circle${group - data.groupIds.first + 1}/members.json`, query);
      expect(body.members[0].joined_through.by.username).toBe(data.veteran.username);
    }, ['groupLogs.joinings']);
  });

  it('redeemed invites', async () => {
    expect((await list('redeemed')()).invites).toHaveLength(40);
    await expectCheap(list('redeemed'), ['invites.listRedeemed']);
  });

  it('what redeeming has to know', async () => {
    const sent = await invite(
      t,
      { username: 'inviter2' },
      { skip_email: true, group_ids: `${data.groupIds.first + 2}`, max_redemptions_allowed: 2 },
    );
    await expectCheap(() => redeem(t, sent, newcomer()), ['redemptions.facts']);
  });

  it('charts of everybody’s invites, two years by week', async () => {
    await countInviteDays(t.services);
    // As if it had been so for a hundred days in all groups, and for two years in all together and the largest.
    await explainer.query(
      `insert into invite_days (inviter_id, group_id, day, invited, sent, redeemed)
       select d.inviter_id, d.group_id, d.day - n, d.invited, d.sent, d.redeemed from invite_days d, generate_series(1, 730) n
       where d.inviter_id = 0 and (n <= 100 or d.group_id in (0, $1)) on conflict do nothing`,
      [data.crowd.id],
    );
    await explainer.query('vacuum analyze invite_days');
    await explainer.query('vacuum analyze invite_totals');
    const admin = await t.user({ admin: true });
    const charts = (query: object) => async () => {
      const reply = await t.as(admin).get('/invites/funnel.json', { scope: 'all', ...query });
      expect(reply.status, reply.text).toBe(200);
      expect(reply.body.totals.invited).toBeGreaterThan(0);
    };
    const used = ['inviteDays.list', 'inviteDays.totals'];
    await expectCheap(charts({ period: 'week', count: 104 }), used);
    await expectCheap(charts({ group: data.crowd.name, count: 92 }), ['inviteDays.list']);
  });

  it('rows of a list to import: 200,000, and five of each rare kind at its end', async () => {
    // Many are new, many have an account, many lack a group. They name none, because looking those up is not what is measured.
    const [{ id }] = (
      await explainer.query(
        `insert into imports (created_by_id, state, rows, done_rows, done_line, counts, problem_rows, created_at, updated_at, finished_at)
         values ($1, 'cancelled', 200000, 199990, 199990, '{"problem": 20015}', 'skip', $2, $2, $2) returning id`,
        [data.veteran.id, t.services.now()],
      )
    ).rows as [{ id: number }];
    await explainer.query(
      `insert into import_rows (import_id, line, state, email_key, problems, droppable, refused)
       select $1, n, case when kind = 'lost' then null when kind in ('new', 'groupless', 'refused', 'last') then 'new'
           when kind = 'groupless_duplicate' then 'duplicate' else kind end,
         case when kind <> 'lost' then 'guest' || n || '@example.org' end,
         case when kind in ('groupless', 'groupless_duplicate', 'lost', 'refused') then '[{"column": "groups", "code": "unknown_group", "value": "x"}]'::jsonb end,
         case when kind in ('groupless', 'groupless_duplicate') then true when kind in ('lost', 'refused') then false end,
         case when kind = 'refused' then true end
       from (select n, case when n <= 150000 then 'new' when n <= 170000 then 'groupless' when n <= 199900 then 'existing_account'
           when n > 199990 then 'last' when n <= 199905 then 'duplicate' when n <= 199910 then 'already_invited'
           when n <= 199915 then 'groupless_duplicate' when n <= 199920 then 'lost' when n <= 199925 then 'refused'
           else 'existing_account' end as kind
         from generate_series(1, 200000) n) x`,
      [id],
    );
    await explainer.query('vacuum analyze import_rows');
    const rows = (state: string, count: number) => async () => {
      const reply = await veteran.get(`/imports/${id}/rows.json`, { state, limit: 100 });
      expect(reply.status, reply.text).toBe(200);
      expect(reply.body.rows, state).toHaveLength(count);
    };
    await expectCheap(rows('', 100), ['importRows.problems']);
    await expectCheap(rows('problem', 100), ['importRows.problems']);
    for (const [state, count] of [
      ['new', 100],
      ['existing_account', 100],
      ['already_invited', 5],
      ['duplicate', 5],
    ] as const)
      await expectCheap(rows(state, count), [`importRows.state.${state}`]);
    await expectCheap(rows('not_reached', 10), ['importRows.notReached']);
    for (const [result, skip, without] of [
      ['invited', 100, 100],
      ['added', 100, 100],
      ['refreshed', 5, 5],
      ['merged', 5, 10],
      ['skipped', 100, 5],
      ['refused', 5, 5],
    ] as const) {
      await explainer.query("update imports set problem_rows = 'skip' where id = $1", [id]);
      await expectCheap(rows(result, skip), [`importRows.result.${result}`]);
      await explainer.query("update imports set problem_rows = 'without_group' where id = $1", [id]);
      await expectCheap(rows(result, without), [`importRows.result.${result}.without`]);
    }
    // Those without a problem follow the others.
    await explainer.query(
      'update import_rows set problems = null, droppable = null where import_id = $1 and droppable',
      [id],
    );
    await explainer.query("update imports set counts = '{}' where id = $1", [id]);
    await explainer.query('vacuum analyze import_rows');
    await expectCheap(rows('', 100), ['importRows.good']);
  });
});
