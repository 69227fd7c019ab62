/** What a part of a list does when it runs: invites and their mails in one statement, each part in one transaction. */
import { invitesChanged } from './changes.ts';
import { goesAhead, RESULT, type RowProblem, type RowState } from './import-rows.ts';
import type { Results } from './imports.ts';
import { EMAILED } from './invites.ts';
import { type Db, statement } from './open.ts';

/** Lines above `after` up to `upTo` of one import. */
export interface Part {
  import_id: number;
  after: number;
  upTo: number;
}
const PART = 'r.import_id = $1 and r.line > $2 and r.line <= $3';
const about = ({ import_id, after, upTo }: Part) => [import_id, after, upTo];

const next = statement<{ line: number | null; rows: number }>(
  'importRun.next',
  `select max(line) as line, count(*) as rows from (select line from import_rows where import_id = $1 and line > $2
     order by line limit $3) x`,
);
/** The next lines to be worked on; undefined: there are none. */
export async function findNextPart(
  db: Db,
  importId: number,
  after: number,
  rows: number,
): Promise<(Part & { rows: number }) | undefined> {
  const [found] = await db.query(next, [importId, after, rows]);
  return found?.line ? { import_id: importId, after, upTo: found.line, rows: Number(found.rows) } : undefined;
}

const groups = statement<{ id: number }>(
  'importRun.groups',
  `select distinct g as id from (select distinct r.group_ids from import_rows r where ${PART}) x, unnest(x.group_ids) g`,
);
/** Groups that rows of the part name. */
export const listGroupIdsOfPart = async (db: Db, part: Part) =>
  (await db.query(groups, about(part))).map((row) => row.id);

const refuseAll = statement<never>(
  'importRun.refuseAll',
  `update import_rows r set problems = coalesce(problems, '[]') || $4::jsonb, droppable = false, refused = true
   where ${PART} and (problems is null or droppable)`,
);
/** The uploader may not import any more. */
export const updateRowsRefused = (db: Db, part: Part, problem: RowProblem) =>
  db.query(refuseAll, [...about(part), JSON.stringify([problem])]);

const NAME =
  '(select coalesce(g.name, d.name, x.id::text) from (select) o left join groups g on g.id = x.id left join deleted_groups d on d.id = x.id)';
// The cell keeps the names of all groups of the row, so that trying again asks for all of them.
const refuseGroups = statement<never>(
  'importRun.refuseGroups',
  `update import_rows r set group_ids = array(select g from unnest(group_ids) g where g <> all ($4::integer[])),
     groups = coalesce(groups, (select string_agg(${NAME}, ';' order by x.place) from unnest(r.group_ids) with ordinality x (id, place))),
     problems = coalesce(problems, '[]') || (select jsonb_agg(jsonb_build_object('column', 'groups', 'code', x.code, 'value', ${NAME}))
       from jsonb_to_recordset($5::jsonb) x (id integer, code text) where x.id = any (r.group_ids)),
     droppable = coalesce(droppable, true), refused = true
   where ${PART} and group_ids && $4`,
);
/** These groups are no longer theirs to give: they leave the rows that name them. */
export const updateGroupsRefused = (db: Db, part: Part, refused: readonly { id: number; code: string }[]) =>
  db.query(refuseGroups, [...about(part), refused.map((group) => group.id), JSON.stringify(refused)]);

// A row that has lost its groups just now says so already.
const refuseGroupless = statement<never>(
  'importRun.refuseGroupless',
  `update import_rows r set problems = coalesce(problems, $4::jsonb), droppable = false, refused = true
   where ${PART} and group_ids = '{}' and (problems is null or droppable)`,
);
/** Rows without a group, of somebody who must name one. */
export const updateGrouplessRefused = (db: Db, part: Part, problem: RowProblem) =>
  db.query(refuseGroupless, [...about(part), JSON.stringify([problem])]);

const members = statement<{ group_id: number; user_ids: number[] }>(
  'importRun.members',
  `select g as group_id, array_agg(distinct r.user_id order by r.user_id) as user_ids from import_rows r, unnest(r.group_ids) g
   where ${PART} and ${goesAhead('$4')} and r.state = 'existing_account' and not exists
     (select 1 from group_users m where m.group_id = g and m.user_id = r.user_id)
   group by g order by g`,
);
/** Who is to be added to which group, in order of groups. @param without what is wrong with a row is left out */
export const listNewMembersOfPart = (db: Db, part: Part, without: boolean) =>
  db.query(members, [...about(part), without]);

// The first that expires, not any that has expired: PostgreSQL might look through all that are pending for one of those.
const expired = statement<{ expires_at: Date }>(
  'importRun.expired',
  `select expires_at from invites where invited_by_id = $1 and deleted_at is null and redemption_count < max_redemptions_allowed
     and invalidated_at is null order by expires_at, id limit 1`,
);
const PENDING =
  'email_key is not null and redemption_count = 0 and deleted_at is null and superseded_at is null and invalidated_at is null';
const supersede = statement<never>(
  'importRun.supersede',
  `update invites i set superseded_at = $5 from import_rows r where ${PART} and ${goesAhead('$6')} and r.state <> 'existing_account'
     and i.email_key = r.email_key and i.invited_by_id = $4 and ${PENDING.replaceAll(/\b(?=email_key|redemption|deleted|superseded|invalidated)/g, 'i.')}
     and i.expires_at <= $5`,
);

// Nonces need not differ from row to row, for an invite's id is part of what its key is derived from; they keep an id
// that is given out again, after a restored backup, from having the key it had before. So the rows of a part share two.
const NEW_INVITES = `insert into invites as i (secret_id, key_nonce, email_token_nonce, email, email_key, expires_at, invited_by_id, group_ids,
     topic_id, emailed_status, created_at, updated_at)
   select $4::smallint, (select gen_random_uuid()), (select gen_random_uuid()), x.email_key, x.email_key, $5::timestamptz, $6::integer,
     x.group_ids, x.topic_id, case when $7::boolean then ${EMAILED.bulkPending} else ${EMAILED.notRequired} end, $8::timestamptz, $8::timestamptz`;
const MAILS = (
  made: string,
) => `insert into email_logs (email_type, to_address, invite_id, locale, bulk, next_attempt_at, created_at)
   select 'invite', m.email_key, m.id, coalesce(l.locale, $10), true, $8, $8 from ${made} m
   left join (select email_key, min(locale) as locale from import_rows r where ${PART} and r.locale = any ($11::text[])
     group by email_key) l on l.email_key = m.email_key
   where $7::boolean`;
const AHEAD = `${PART} and ${goesAhead('$9')}`;
const rowsThatAre = (state: RowState) =>
  `select r.email_key, r.group_ids, r.topic_id from import_rows r where ${AHEAD} and r.state = '${state}'`;

// Nearly all rows of nearly all lists. To say what is to happen on a conflict would cost a quarter more, and to keep what was
// written for mails a tenth.
const INSERT_NEW = `${NEW_INVITES} from (${rowsThatAre('new')}) x order by x.email_key collate "C"`;
const insertNew = statement<never>('importRun.insertNew', INSERT_NEW);
const insertNewWithMails = statement<{ created: number }>(
  'importRun.insertNewWithMails',
  `with made as (${INSERT_NEW} returning i.id, i.email_key), mails as (${MAILS('made')})
   select count(*) as created from made`,
);
const ADDED_TO_PENDING = `on conflict (email_key, invited_by_id) where ${PENDING} do update set
         created_at = excluded.created_at, updated_at = excluded.updated_at, expires_at = excluded.expires_at,
         group_ids = array(select distinct g from unnest(i.group_ids || excluded.group_ids) g order by g)`;
/** Rows of one address are one invite; among those that are no duplicates each address is there once. */
const insert = (name: string, rows: string, tell: boolean) =>
  statement<{ created: number }>(
    name,
    `with made as (
       ${NEW_INVITES} from (${rows}) x order by x.email_key collate "C" ${ADDED_TO_PENDING}
       returning i.id, i.email_key, i.xmax::text = '0' as created
     ), mails as (${MAILS('(select * from made where created)')}
     ), told as (
       update import_rows r set state = 'new' from made m
       where ${tell} and ${PART} and r.email_key = m.email_key and r.state = 'already_invited' and m.created
     )
     select count(*) filter (where created) as created from made`,
  );
const insertInvited = insert('importRun.insertInvited', rowsThatAre('already_invited'), true);
const insertAgain = insert(
  'importRun.insertDuplicates',
  `select r.email_key, coalesce(array_agg(distinct g order by g) filter (where g is not null), '{}') as group_ids, min(r.topic_id) as topic_id
   from import_rows r left join unnest(r.group_ids) g on true where ${AHEAD} and r.state = 'duplicate' group by r.email_key`,
  false,
);

/**
 * The same for rows that are not what they were found to be when the list was checked: somebody was invited since, or lost
 * the account. Rows of one address are one invite here too, and are told what became of it.
 */
const insertAsFound = statement<{ created: number }>(
  'importRun.insertAsFound',
  `with asked as (
     select r.email_key, coalesce(array_agg(distinct g order by g) filter (where g is not null), '{}') as group_ids,
       min(r.topic_id) as topic_id, min(r.line) as line
     from import_rows r left join unnest(r.group_ids) g on true
     where ${AHEAD} and r.state in ('new', 'already_invited') group by r.email_key
   ), made as (
     ${NEW_INVITES} from asked x order by x.email_key collate "C" ${ADDED_TO_PENDING}
     returning i.id, i.email_key, i.xmax::text = '0' as created
   ), mails as (${MAILS('(select * from made where created)')}
   ), told as (
     update import_rows r set state = case when r.line > a.line then 'duplicate' when m.created then 'new' else 'already_invited' end
     from asked a join made m on m.email_key = a.email_key
     where ${AHEAD} and r.state in ('new', 'already_invited') and r.email_key = a.email_key
   )
   select count(*) filter (where created) as created from made`,
);

export interface PartInvites {
  secret_id: number;
  inviter_id: number;
  expires_at: Date;
  mail: boolean;
  /** Of the mail, where a row names no language that mails are written in. */
  locale: string;
  locales: readonly string[];
  /** What is wrong with a row is left out, where it can be. */
  without: boolean;
  /** Rows may not be what they were found to be when the list was checked. */
  asFound: boolean;
  /** Groups the part gives, for those who watch them. */
  group_ids: readonly number[];
  now: Date;
}

/**
 * Invites all addresses of a part that have no account: a new invite with its mail, or the pending one with the groups
 * added. An expired invite of the same address makes way. @returns how many mails that makes
 * @throws UsherError conflict (invites_pending_email_unique) when an address that was new has been invited since; not
 * with `asFound`
 */
export async function insertInvitesOfPart(db: Db, part: Part, i: PartInvites): Promise<number> {
  const changes = [...invitesChanged(i.inviter_id, i.group_ids), ...(i.mail ? (['email_logs:*'] as const) : [])];
  const [oldest] = await db.query(expired, [i.inviter_id]);
  if (oldest && oldest.expires_at <= i.now)
    await db.query(supersede, [...about(part), i.inviter_id, i.now, i.without], changes);
  const common = [...about(part), i.secret_id, i.expires_at, i.inviter_id, i.mail, i.now, i.without];
  const all = [...common, i.locale, i.locales];
  if (!i.mail && !i.asFound) await db.query(insertNew, common, changes);
  const first = i.asFound ? [insertAsFound] : i.mail ? [insertNewWithMails, insertInvited] : [insertInvited];
  let created = 0;
  for (const one of [...first, insertAgain]) created += Number((await db.query(one, all, changes))[0]!.created);
  return i.mail ? created : 0;
}

const stage = statement<never>(
  'importRun.stage',
  `insert into users (username, username_key, email, email_key, email_canonical, approved, staged, trust_level, locale, created_at, updated_at)
   select x.name, x.name, x.email_key, x.email_key, x.email_canonical, $6, true, $5, x.locale, $7::timestamptz, $7::timestamptz
   from (select distinct on (r.email_key) r.email_key, r.email_canonical, r.locale,
       'guest_' || substr(md5(gen_random_uuid()::text), 1, 12) as name
     from import_rows r where ${PART} and ${goesAhead('$4')} and r.state <> 'existing_account' and r.locale is not null
     order by r.email_key, r.line) x
   on conflict do nothing`,
);
/** Place-holders that keep the language for whoever uses the invite. */
export const insertStagedUsersOfPart = (
  db: Db,
  part: Part,
  { without, trust_level, approved, now }: { without: boolean; trust_level: number; approved: boolean; now: Date },
) => db.query(stage, [...about(part), without, trust_level, approved, now]);

const speak = statement<never>(
  'importRun.speak',
  `update users u set locale = r.locale, updated_at = $6 from import_rows r where ${PART} and ${goesAhead('$4')}
     and r.state = 'existing_account' and r.locale = any ($5::text[]) and u.id = r.user_id and u.locale is distinct from r.locale`,
);
/** The language of people who have an account already (contract, section 7). */
export const updateLocalesOfPart = (
  db: Db,
  part: Part,
  { without, locales, now }: { without: boolean; locales: readonly string[]; now: Date },
) => db.query(speak, [...about(part), without, locales, now]);

const results = statement<{ result: string; count: number }>(
  'importRun.results',
  `select ${RESULT('$4')} as result, count(*) from import_rows r where ${PART} group by 1`,
);
/** What became of the part. */
export async function countResultsOfPart(db: Db, part: Part, without: boolean): Promise<Results> {
  const rows = await db.query(results, [...about(part), without]);
  return Object.fromEntries(rows.map(({ result, count }) => [result, Number(count)]));
}

const warnings = statement<{ count: number }>(
  'importRun.warnings',
  `select coalesce(sum(case when p ->> 'code' = 'more_groups' then (p ->> 'value')::integer else 1 end), 0) as count
   from import_rows, jsonb_array_elements(problems) p where import_id = $1 and problems is not null and droppable`,
);
/** How much was left out of rows that went ahead. */
export const countLeftOut = async (db: Db, importId: number) =>
  Number((await db.query(warnings, [importId]))[0]!.count);
