import { queryOptions } from '@tanstack/react-query';
import type { SiteSetting, SiteSettingsReply } from '../../../../src/shared/wire/settings.ts';
import type { SiteReply } from '../../../../src/shared/wire/site.ts';
import { request } from '../../api.ts';
import { queryClient } from '../../app/queries.ts';

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: async () =>
    (await request<SiteSettingsReply>('GET', '/admin/site_settings.json?last_changes=true')).site_settings,
});

/** Groups by id, automatic ones too, for settings that are lists of groups. */
export const groupNamesQuery = queryOptions({
  queryKey: ['groups', 'names'],
  queryFn: async () =>
    (await request<SiteReply>('GET', '/site.json')).groups.map(({ id, name, full_name }) => ({
      value: String(id),
      label: full_name ? `${full_name} (${name})` : name,
    })),
});

/** Stores a value, as text whatever its type, and has the screens read settings anew. */
export async function saveSetting({ setting }: SiteSetting, value: string): Promise<void> {
  await request('PUT', `/admin/site_settings/${setting}.json`, { [setting]: value });
  await queryClient.invalidateQueries({ queryKey: ['settings'] });
  queryClient.invalidateQueries({ queryKey: ['client-settings'] });
}

export const isChanged = (setting: SiteSetting): boolean => setting.value !== setting.default;
