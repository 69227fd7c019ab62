/** Changing a group: attribute by attribute who may, and what a change does to its members (contract 3.6, 3.8). */
import { type Ctx, inTransaction } from '../../context.ts';
import { insertGroupChanges, type SettingChange } from '../../db/group-logs.ts';
import { findGroup, type GroupAttributes, type GroupRow, lockGroup, updateGroup } from '../../db/groups.ts';
import {
  countMembersAtLevel,
  findHasOwners,
  lockMembers,
  updateLevels,
  updatePrimary,
  updateTitles,
} from '../../db/member-settings.ts';
import { invalidRecord, notFound } from '../../errors.ts';
import { canEditGroup, editableAttributes } from '../../policy/groups.ts';
import { checkChanges, type GroupInput } from './check.ts';
import { wantPeopleOfDomains } from './email-domains.ts';
import { refuseAboutGroup } from './find.ts';

/** As the log writes them. */
const asText = (value: string | number | boolean | null): string | null =>
  value === null ? null : typeof value === 'boolean' ? (value ? 't' : 'f') : String(value);

function changesOf(before: GroupAttributes, after: GroupAttributes): SettingChange[] {
  return (Object.keys(after) as (keyof GroupAttributes)[])
    .filter((name) => name !== 'name_key' && before[name] !== after[name])
    .map((name) => ({ subject: name, prev_value: asText(before[name]), new_value: asText(after[name]) }));
}

/** Members who still have the old default follow the new one only if the caller says so; they must say either. */
async function changeLevels(ctx: Ctx, before: GroupRow, after: GroupAttributes, convert: boolean | undefined) {
  const [old, fresh] = [before.default_notification_level, after.default_notification_level];
  if (old === fresh) return;
  if (convert) return updateLevels(ctx.db, before.id, old, fresh);
  const user_count = convert === undefined ? await countMembersAtLevel(ctx.db, before.id, old) : 0;
  if (user_count > 0)
    throw invalidRecord('group_update_existing_users', { count: user_count }, { body: { user_count } });
}

export interface GroupUpdate {
  group: GroupInput;
  /** What a new default notification level means for members who have the old one; undefined: ask back. */
  update_existing_users: boolean | undefined;
}

/** Members take over a new title, and whether the group is their primary one. */
const pushed = ['title', 'primary_group'] as const;

/**
 * Attributes that the actor may not change are passed over.
 * @returns the group as it is now
 * @throws UsherError invalid_access; not_found; 422 for what a group cannot be
 */
export async function changeGroup(ctx: Ctx, group: GroupRow, asked: GroupUpdate): Promise<GroupRow> {
  const { id } = group;
  const verdict = canEditGroup(ctx.actor, group, ctx.settings);
  if (!verdict.ok) await refuseAboutGroup(ctx, group, verdict.reason);
  const allowed = editableAttributes(ctx.actor, group);
  const concernsMembers = pushed.some(
    (name) => allowed.includes(name) && asked.group[name] !== undefined && asked.group[name] !== group[name],
  );
  return inTransaction(ctx, async (ctx) => {
    if (concernsMembers) await lockMembers(ctx.db, id);
    if (!(await lockGroup(ctx.db, id))) throw notFound();
    const before = (await findGroup(ctx.db, id))!;
    const after = checkChanges(before, asked.group, allowed, ctx.settings);
    const changes = changesOf(before, after);
    if (changes.length === 0) return before;
    const opensRequests = after.allow_membership_requests && !before.allow_membership_requests;
    if (opensRequests && !(await findHasOwners(ctx.db, id))) throw invalidRecord('group_requests_need_owner');

    const now = ctx.now();
    await changeLevels(ctx, before, after, asked.update_existing_users);
    await updateGroup(ctx.db, id, before.visibility_level, after, now);
    if (before.title !== after.title) await updateTitles(ctx.db, id, { before: before.title, after: after.title }, now);
    if (before.primary_group !== after.primary_group) await updatePrimary(ctx.db, id, after.primary_group, now);
    if (before.automatic_membership_email_domains !== after.automatic_membership_email_domains)
      await wantPeopleOfDomains(ctx, { ...after, id });
    await insertGroupChanges(ctx.db, id, changes, { acting: ctx.actor.id, now });
    return (await findGroup(ctx.db, id))!;
  });
}
