/** Changing one site setting: checked, logged, in force everywhere from the next request on. */
import { type Ctx, inTransaction } from '../../context.ts';
import {
  findNameOutsideLength,
  findStoredSetting,
  listUnknownGroupIds,
  lockSettings,
  updateSetting,
} from '../../db/settings.ts';
import { invalidRecord } from '../../errors.ts';
import { ADMINS, MODERATORS } from '../../policy/automatic-groups.ts';
import {
  isSettingName,
  type SettingName,
  settingAliases,
  siteSettings,
  splitList,
  storedSetting,
} from '../../shared/site-settings.ts';
import { logStaffAction } from '../logs/staff-actions.ts';
import { readSettingValue } from './read-value.ts';

/** What the log says of a setting that is secret. */
const MASKED = { previous_value: '[filtered]', new_value: '[filtered]' };

/** The setting a name means, older names included. @throws UsherError 422 for unknown and hidden ones */
export function settingNamed(name: string): SettingName {
  const known = Object.hasOwn(settingAliases, name) ? settingAliases[name]! : name;
  if (!isSettingName(known)) throw invalidRecord('setting_unknown', { name });
  if ('hidden' in siteSettings[known]) throw invalidRecord('setting_hidden', { name: known });
  return known;
}

/** Rules that hang on the rest of the data. Returns the value to store. */
async function checkAgainstData(ctx: Ctx, name: SettingName, value: string): Promise<string> {
  if (siteSettings[name].type === 'group_list') {
    const ids = splitList(value).map(Number);
    // Staff may always invite: the list shows it, so that nobody thinks to have taken that away.
    const all = name === 'invite_allowed_groups' ? [...new Set([ADMINS, MODERATORS, ...ids])] : ids;
    const [unknown] = await listUnknownGroupIds(ctx.db, all);
    if (unknown !== undefined) throw invalidRecord('setting_group_unknown', { id: unknown });
    return all.join('|');
  }
  if (name === 'min_username_length' || name === 'max_username_length') {
    const length = Number(value);
    const { min_username_length, max_username_length } = ctx.settings;
    if (name === 'min_username_length' && length > max_username_length)
      throw invalidRecord('setting_out_of_range', { min: 1, max: max_username_length });
    if (name === 'max_username_length' && length < min_username_length)
      throw invalidRecord('setting_out_of_range', { min: min_username_length, max: 60 });
    const broken = await findNameOutsideLength(
      ctx.db,
      name === 'min_username_length' ? { min: length } : { max: length },
    );
    if (broken) throw invalidRecord('setting_breaks_name', { name: broken });
  }
  return value;
}

/**
 * Stores `sent` as the value of a setting; a value equal to the present one changes and logs nothing.
 * @throws UsherError 422: unknown or hidden setting, or a value it cannot have
 */
export async function updateSiteSetting(ctx: Ctx, name: SettingName, sent: unknown): Promise<void> {
  const entry = siteSettings[name];
  const read = readSettingValue(entry, sent);
  if (!read.ok) throw invalidRecord(read.code, read.params);
  await inTransaction(ctx, async (ctx) => {
    // Two changes of one setting queue here, so that each logs what it really replaced.
    await lockSettings(ctx.db);
    const value = await checkAgainstData(ctx, name, read.value);
    const initial = storedSetting(entry.default);
    const before = (await findStoredSetting(ctx.db, name)) ?? initial;
    if (before === value) return;
    await updateSetting(ctx.db, name, value === initial ? undefined : value, ctx.now());
    await logStaffAction(ctx, {
      action_name: 'change_site_setting',
      subject: name,
      ...('secret' in entry ? MASKED : { previous_value: before, new_value: value }),
    });
  });
}
