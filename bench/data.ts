/**
 * The data set that measurements and plan tests run on. It is skewed like real sites are: one inviter made all of the
 * OLDEST invites, one group holds nearly everybody. Even data would hide plans that walk half a table.
 */
import pg from 'pg';

export interface Size {
  /** Pending e-mail invites in all; every one gives the two groups its inviter owns. */
  invites: number;
  /** How many of them, the oldest, are the veteran's. */
  oldest: number;
  /** Each inviter owns two. */
  groups: number;
  /** Accounts that came by an invite (used up, the veteran's first tenth) and are in the crowded group and one other. */
  members: number;
}

export const SIZES = {
  standard: { invites: 1_000_000, oldest: 100_000, groups: 1000, members: 100_000 },
  quick: { invites: 200_000, oldest: 20_000, groups: 1000, members: 20_000 },
  small: { invites: 10_000, oldest: 1000, groups: 100, members: 10_000 },
} satisfies Record<string, Size>;

export interface Data {
  /** Inviter of the oldest invites. */
  veteran: { id: number; username: string };
  /** Group of all members, and how many they are. */
  crowd: { id: number; name: string; members: number };
  /** Id of the first pending invite that is not the veteran's; they go up one by one to `lastInvite`. */
  firstInvite: number;
  lastInvite: number;
  groupIds: { first: number; last: number };
}

const DAY_MS = 86_400_000;

/**
 * Takes the indexes and foreign keys off a table that is about to be filled, and returns what puts them back: made over
 * all rows at once they cost half.
 */
async function withoutIndexes(client: pg.ClientBase, table: string): Promise<() => Promise<void>> {
  const { rows } = await client.query<{ off: string; on: string }>(
    `select 'alter table ' || $1 || ' drop constraint ' || conname as off,
       'alter table ' || $1 || ' add constraint ' || conname || ' ' || pg_get_constraintdef(oid) as on
     from pg_constraint where conrelid = $1::regclass and contype = 'f'
     union all
     select 'drop index ' || indexrelid::regclass, pg_get_indexdef(indexrelid) from pg_index
     where indrelid = $1::regclass and not indisprimary`,
    [table],
  );
  for (const { off } of rows) await client.query(off);
  return async () => {
    for (const { on } of rows) await client.query(on);
  };
}

/** Loads an empty, migrated database, set by set; a million invites take well under a minute on a quiet machine. */
export async function loadSkewed(client: pg.ClientBase, size: Size): Promise<Data> {
  const { invites, oldest, groups, members } = size;
  const inviters = groups / 2;
  const now = new Date();
  // Ids are handed out one by one within a statement, and nobody else writes: the least says them all.
  const firstId = async (insert: string, values: unknown[]): Promise<number> => {
    const { rows } = await client.query(
      `with made as (${insert} returning id) select min(id) as first from made`,
      values,
    );
    return Number(rows[0].first);
  };
  await client.query('begin');
  await client.query(
    `insert into secrets (id, fingerprint, created_at) select 1, 'none', $1 where not exists (select 1 from secrets)`,
    [now],
  );
  const firstGroup = await firstId(
    `insert into groups (name, name_key, full_name, created_at, updated_at)
     select 'circle' || i, 'circle' || i, 'Circle number ' || i, $1, $1 from generate_series(1, $2::int) i`,
    [now, groups],
  );
  // Or each new user would be compared with all groups: their table is planned as the small one it was.
  await client.query('analyze groups');
  const people = `insert into users (username, username_key, name, email, email_key, email_confirmed_at, active, approved, trust_level,
      last_seen_at, created_at, updated_at)
    select $1 || i, $1 || i, 'Some Body', $1 || i || '@example.org', $1 || i || '@example.org', $2, true, true, 2, $2, $2, $2
    from generate_series(1, $3::int) i`;
  const veteran = await firstId(people, ['inviter', now, inviters]);
  const firstMember = await firstId(people, ['member', now, members]);
  await client.query(
    `insert into group_users (group_id, user_id, username_key, owner, created_at)
     select $1::int + 2 * i + g, $2::int + i, 'inviter' || (i + 1), true, $4 from generate_series(0, $3::int - 1) i, generate_series(0, 1) g`,
    [firstGroup, veteran, inviters, now],
  );
  const lastGroup = firstGroup + groups - 1;
  await client.query(
    `insert into group_users (group_id, user_id, username_key, created_at)
     select $1, $2::int + i, 'member' || (i + 1), $4::timestamptz + i * interval '1 second' from generate_series(0, $3::int - 1) i
     union all select $5::int + i % ($1 - $5::int), $2::int + i, 'member' || (i + 1), $4 from generate_series(0, $3::int - 1) i`,
    [lastGroup, firstMember, members, new Date(now.getTime() - DAY_MS), firstGroup],
  );
  // Inviter number n of row i: the veteran is number 0 and has the first `oldest` rows.
  const invite = (
    prefix: string,
    uses: number,
  ) => `insert into invites (secret_id, email_token_nonce, email, email_key, redemption_count,
      expires_at, invited_by_id, group_ids, emailed_status, created_at, updated_at)
    select (select min(id) from secrets), gen_random_uuid(), '${prefix}' || i || '@example.org', '${prefix}' || i || '@example.org', ${uses},
      $1::timestamptz + interval '30 days', $2::int + n, array[$3::int + 2 * n, $3::int + 2 * n + 1], 4, at, at
    from (select i, case when i <= $4::int then 0 else 1 + i % ($5::int - 1) end as n,
        $1::timestamptz - ($6::int - i) * interval '1 second' as at
      from generate_series(1, $6::int) i) x`;
  const putBack = await withoutIndexes(client, 'invites');
  await client.query('alter table invites disable trigger user');
  const used = await firstId(invite('member', 1), [now, veteran, firstGroup, members / 10, inviters, members]);
  await client.query(
    `insert into invite_redemptions (invite_id, user_id, invited_by_id, made_account, granted_group_ids, redeemed_at)
     select i.id, $2::int + i.id - $1::bigint, i.invited_by_id, true, i.group_ids, i.created_at from invites i where i.redemption_count = 1`,
    [used, firstMember],
  );
  const first = await firstId(invite('invitee', 0), [now, veteran, firstGroup, oldest, inviters, invites]);
  // What the trigger would have written, in order, which costs a fraction.
  await client.query(`insert into open_invites (group_id, ends_at, invite_id)
    select g, i.expires_at, i.id from invites i cross join lateral unnest(i.group_ids[2:]) g where i.redemption_count = 0 order by 1, 2, 3`);
  await client.query('alter table invites enable trigger user');
  await putBack();
  await client.query('commit');
  await client.query('vacuum analyze');
  return {
    veteran: { id: veteran, username: 'inviter1' },
    crowd: { id: lastGroup, name: `circle${groups}`, members },
    firstInvite: first + oldest,
    lastInvite: first + invites - 1,
    groupIds: { first: firstGroup, last: lastGroup },
  };
}

/** The same on a connection of its own. */
export async function loadInto(url: string, size: Size): Promise<Data> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await loadSkewed(client, size);
  } finally {
    await client.end();
  }
}
