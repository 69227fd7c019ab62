/** Changing what others see of a person. */
import { type Ctx, inTransaction } from '../../context.ts';
import { lockPeople } from '../../db/member-settings.ts';
import { type GroupOfUserRow, listGroupsOfUser, type ProfileChanges, updateProfile } from '../../db/profiles.ts';
import { invalidAccess, invalidRecord } from '../../errors.ts';
import { automaticGroupIds } from '../../policy/automatic-groups.ts';
import { canEditUser } from '../../policy/users.ts';
import { isLocale } from '../../shared/i18n/locales.ts';
import { idOf } from '../../shared/wire/coerce.ts';

/** As sent: keys that are absent change nothing, blank ones clear. */
export interface ProfileInput {
  name?: string;
  title?: string;
  bio_raw?: string;
  location?: string;
  website?: string;
  locale?: string;
  primary_group_id?: string;
  flair_group_id?: string;
}

export interface ProfileOwner {
  id: number;
  admin: boolean;
  moderator: boolean;
  trust_level: number;
}

const LIMITS = { name: 255, title: 100, bio_raw: 3000, location: 255 } as const;

/** Trimmed, null when blank. @throws UsherError 422 `<field>_too_long` */
function text(field: keyof typeof LIMITS, value: string): string | null {
  const trimmed = value.trim();
  if ([...trimmed].length > LIMITS[field]) throw invalidRecord(`${field}_too_long`, { max: LIMITS[field] });
  return trimmed || null;
}

/** An http(s) address; without a scheme https is meant. @throws UsherError 422 */
function webAddress(value: string): string | null {
  const trimmed = value.trim();
  if (trimmed === '') return null;
  const address = /^[a-z][a-z0-9+.-]*:/i.test(trimmed) ? trimmed : `https://${trimmed}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.href.length > 500) throw invalidRecord('website_invalid');
  return url.href;
}

/** One's own groups decide which titles one may wear; staff may give any. A title one may not wear is passed over. */
const mayWear = (ctx: Ctx, title: string | null, groups: GroupOfUserRow[]) =>
  title === null || ctx.actor.staff || groups.some((group) => group.title === title);

/** The group, null for a blank, undefined for one the person does not belong to (which is passed over). */
function ownGroup(value: string, groups: GroupOfUserRow[]): number | null | undefined {
  if (value.trim() === '') return null;
  const id = idOf(value.trim());
  return groups.find((group) => group.id === id)?.id;
}

/** @throws UsherError invalid_access; 422 for a value that cannot be used */
export async function updateUserProfile(ctx: Ctx, owner: ProfileOwner, input: ProfileInput): Promise<void> {
  if (!canEditUser(ctx.actor, owner)) throw invalidAccess('not_own_profile', { whoCanHelp: [{ role: 'admin' }] });
  const changes: ProfileChanges = {};
  if (input.name !== undefined) changes.name = text('name', input.name);
  if (input.bio_raw !== undefined) changes.bio_raw = text('bio_raw', input.bio_raw);
  if (input.location !== undefined) changes.location = text('location', input.location);
  if (input.website !== undefined) changes.website = webAddress(input.website);
  if (input.locale !== undefined) changes.locale = isLocale(input.locale) ? input.locale : null;
  const ofGroups =
    input.title !== undefined || input.primary_group_id !== undefined || input.flair_group_id !== undefined;
  const write = async (ctx: Ctx) => {
    if (Object.keys(changes).length > 0) await updateProfile(ctx.db, owner.id, changes, ctx.now());
  };
  if (!ofGroups) return write(ctx);
  await inTransaction(ctx, async (ctx) => {
    // Whoever takes the person out of a group meanwhile comes before or after this, and leaves nothing of the group.
    await lockPeople(ctx.db, [owner.id]);
    const groups = await listGroupsOfUser(ctx.db, owner.id, automaticGroupIds(owner));
    const title = input.title === undefined ? undefined : text('title', input.title);
    if (title !== undefined && mayWear(ctx, title, groups)) changes.title = title;
    for (const key of ['primary_group_id', 'flair_group_id'] as const) {
      const id = input[key] === undefined ? undefined : ownGroup(input[key], groups);
      if (id !== undefined) changes[key] = id;
    }
    await write(ctx);
  });
}
