/** A site setting as the admin's list shows it. */
import type { SettingChangeRow } from '../../db/staff-action-logs.ts';
import type { Locale } from '../../shared/i18n/locales.ts';
import { type SettingName, type Settings, siteSettings, storedSetting } from '../../shared/site-settings.ts';
import type { SiteSetting } from '../../shared/wire/settings.ts';
import { translate } from '../../translate.ts';
import { serializeBasicUser } from './basic-user.ts';

const lastChange = (row: SettingChangeRow | undefined): SiteSetting['last_change'] =>
  row
    ? {
        at: row.created_at.toISOString(),
        by:
          row.acting_id === null
            ? null
            : serializeBasicUser({ id: row.acting_id, username: row.acting_username!, name: row.acting_name }),
      }
    : null;

/** @param changes the last change of each setting, where it was asked for */
export function serializeSetting(
  name: SettingName,
  settings: Settings,
  locale: Locale,
  changes?: ReadonlyMap<string, SettingChangeRow>,
): SiteSetting {
  const entry = siteSettings[name];
  return {
    setting: name,
    humanized_name: translate(locale, 'setting_titles', name),
    description: translate(locale, 'settings', name),
    keywords: [],
    default: storedSetting(entry.default),
    value: storedSetting(settings[name]),
    category: entry.category,
    preview: null,
    secret: 'secret' in entry,
    type: entry.type,
    placeholder: null,
    ...(entry.type === 'integer' ? { min: entry.min, max: entry.max } : {}),
    ...(entry.type === 'enum' ? { valid_values: entry.values.map((value) => ({ name: value, value })) } : {}),
    ...(entry.type.endsWith('list') ? { list_type: 'compact' } : {}),
    ...(changes ? { last_change: lastChange(changes.get(name)) } : {}),
  };
}
