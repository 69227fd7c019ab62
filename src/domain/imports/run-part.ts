/**
 * Works on the next few thousand rows of a running import, in one transaction: invites, mails, members, results and how
 * far it is are written together or not at all. So a process may be killed at any moment, and the next one goes on with
 * the next part. What the uploader may do is asked anew for each part.
 */
import { type Ctx, inTransaction, type Services } from '../../context.ts';
import { findIdentity } from '../../db/authentication.ts';
import { violates } from '../../db/constraints.ts';
import { classifyAccounts } from '../../db/import-check.ts';
import {
  countResultsOfPart,
  findNextPart,
  insertInvitesOfPart,
  insertStagedUsersOfPart,
  listGroupIdsOfPart,
  listNewMembersOfPart,
  type Part,
  updateGrouplessRefused,
  updateGroupsRefused,
  updateLocalesOfPart,
  updateRowsRefused,
} from '../../db/import-run.ts';
import {
  type ImportRecord,
  lockImport,
  type Results,
  updateImportFinished,
  updateImportProgress,
} from '../../db/imports.ts';
import { listGroupsForInvite } from '../../db/invite-groups.ts';
import { type Actor, anonymous, systemActor } from '../../policy/actor.ts';
import { actorOf, mayAct } from '../../policy/identity.ts';
import { canImport, canUploadCsv, importLimits, whyNotImportedTo } from '../../policy/imports.ts';
import { locales } from '../../shared/i18n/locales.ts';
import { addMembers } from '../groups/members.ts';
import { defaultExpiry } from '../invites/validate.ts';
import { reportImport } from './report.ts';
import { leavesOut } from './result.ts';

/** Rows of one transaction: a fraction of a second. */
const PART_ROWS = 10_000;

/** Who acts: the uploader as they are now; anonymous when they may not act any more. */
async function uploaderOf(services: Services, userId: number): Promise<Actor> {
  if (userId === systemActor.id) return systemActor;
  const identity = await findIdentity(services.db, userId);
  const now = services.now();
  if (!identity || !mayAct(identity, await services.settings.now(), now)) return anonymous;
  return actorOf(identity, now);
}

/** The context of work on imports. Whose it is, a part finds out when its turn has come. */
export async function contextOfImports(services: Services): Promise<Ctx> {
  const settings = await services.settings.now();
  return {
    db: services.db,
    actor: anonymous,
    settings,
    locale: settings.default_locale,
    ip: undefined,
    now: services.now,
    services,
    afterCommit: (then) => then(),
  };
}

/** Takes out what the uploader may not do any more. @returns the groups that rows name */
async function checkAuthority(ctx: Ctx, part: Part, one: ImportRecord): Promise<readonly number[]> {
  const refusal = (column: string, code: string) => ({ column, code, value: '' });
  const gone = ctx.actor.id !== one.created_by_id;
  const verdict = one.contract ? canUploadCsv(ctx.actor) : canImport(ctx.actor, ctx.settings);
  if (gone || !verdict.ok) {
    await updateRowsRefused(ctx.db, part, refusal('', gone || verdict.ok ? 'uploader_cannot_act' : verdict.reason));
    return [];
  }
  // As when it was started: a list whose mails may not leave is not let go.
  if (!one.contract && !one.skip_email && !ctx.settings.skip_email_bulk_invites && !ctx.settings.allow_email_invites) {
    await updateRowsRefused(ctx.db, part, refusal('', 'email_invites_off'));
    return [];
  }
  const ids = await listGroupIdsOfPart(ctx.db, part);
  const groups = await listGroupsForInvite(ctx.db, ids);
  const known = new Map(groups.map((group) => [group.id, group]));
  const refused = ids.flatMap((id) => {
    const group = known.get(id);
    const code = group ? whyNotImportedTo(ctx.actor, group, ctx.settings) : 'unknown_group';
    return code === undefined ? [] : [{ id, code }];
  });
  if (refused.length > 0) await updateGroupsRefused(ctx.db, part, refused);
  if (importLimits(ctx.actor, ctx.settings).needs_group)
    await updateGrouplessRefused(ctx.db, part, refusal('groups', 'group_needed'));
  return ids;
}

async function invite(ctx: Ctx, one: ImportRecord, part: Part, group_ids: readonly number[], asFound: boolean) {
  const { settings } = ctx;
  const now = ctx.now();
  const without = leavesOut(one);
  const mail = !one.skip_email && !settings.skip_email_bulk_invites && settings.allow_email_invites;
  const mails = await insertInvitesOfPart(ctx.db, part, {
    secret_id: ctx.services.secrets.currentId,
    inviter_id: one.created_by_id,
    expires_at: defaultExpiry(ctx),
    mail,
    locale: settings.default_locale,
    locales: settings.allow_user_locale ? locales : [],
    without,
    asFound,
    group_ids,
    now,
  });
  if (mails > 0) ctx.afterCommit(() => ctx.services.wake('deliver_bulk_mail'));
  for (const { group_id, user_ids } of await listNewMembersOfPart(ctx.db, part, without))
    await addMembers(ctx, { group_id, user_ids, acting_user_id: one.created_by_id });
  // Place-holders and the language of other people's accounts are not for owners to write.
  if (!ctx.actor.admin || !one.columns.includes('locale')) return;
  const account = { trust_level: settings.default_trust_level, approved: !settings.must_approve_users };
  await insertStagedUsersOfPart(ctx.db, part, { without, ...account, now });
  await updateLocalesOfPart(ctx.db, part, { without, locales, now });
}

const sum = (a: Results, b: Results): Results => {
  const total = { ...a };
  for (const [name, count] of Object.entries(b)) total[name] = (total[name] ?? 0) + count;
  return total;
};

/**
 * @param userId whoever uploaded the import
 * @returns false when there was nothing left to do (it is done now, or somebody stopped it)
 */
export async function runPart(services: Services, id: number, userId: number, rows = PART_ROWS): Promise<boolean> {
  try {
    return await attempt(services, id, userId, rows, false);
  } catch (error) {
    // Somebody was invited, or lost an account, since the list was checked: seldom, and it costs more to reckon with it.
    if (!violates(error, 'invites_pending_email_unique')) throw error;
    return attempt(services, id, userId, rows, true);
  }
}

/** @param asFound who is new is not taken from the check of the list */
async function attempt(services: Services, id: number, userId: number, rows: number, asFound: boolean) {
  return inTransaction(await contextOfImports(services), async (inside) => {
    const one = await lockImport(inside.db, id);
    if (one?.state !== 'running') return false;
    // Not before: another process may have worked on this import for a while.
    const actor = await uploaderOf(services, userId);
    const ctx = { ...inside, actor, settings: await services.settings.now() };
    const part = await findNextPart(ctx.db, id, one.done_line, rows);
    if (!part) {
      await updateImportFinished(ctx.db, id, { state: 'done', results: one.results, failure: null }, ctx.now());
      await reportImport(ctx, one);
      return false;
    }
    const groupIds = await checkAuthority(ctx, part, one);
    await classifyAccounts(ctx.db, id, part, { normalize: ctx.settings.normalize_emails, now: ctx.now() });
    // Whoever may not act any more has had all of the rows refused.
    await invite(ctx, one, part, groupIds, asFound);
    const results = sum(one.results, await countResultsOfPart(ctx.db, part, leavesOut(one)));
    await updateImportProgress(ctx.db, id, { line: part.upTo, rows: part.rows, results }, ctx.now());
    return true;
  });
}
