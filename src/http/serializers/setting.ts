/** A site setting as the admin's list shows it. */
import type { Locale } from '../../shared/i18n/locales.ts';
import { type SettingName, type Settings, siteSettings, storedSetting } from '../../shared/site-settings.ts';
import type { SiteSetting } from '../../shared/wire/settings.ts';
import { translate } from '../../translate.ts';

export function serializeSetting(name: SettingName, settings: Settings, locale: Locale): SiteSetting {
  const entry = siteSettings[name];
  return {
    setting: name,
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
  };
}
