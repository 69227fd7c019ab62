/** Site settings: `/admin/site_settings`. For admins; everybody else gets the 404 of the staff area. */
import Type from 'typebox';
import { listLastSettingChanges } from '../../db/staff-action-logs.ts';
import { settingNamed, updateSiteSetting } from '../../domain/settings/update.ts';
import { missingParameter } from '../../errors.ts';
import { type SettingName, settingAliases, siteSettings } from '../../shared/site-settings.ts';
import { param } from '../../shared/wire/coerce.ts';
import { SiteSettingsReply } from '../../shared/wire/settings.ts';
import { Empty } from '../../shared/wire/success.ts';
import { route } from '../route.ts';
import { serializeSetting } from '../serializers/setting.ts';

const names = Object.keys(siteSettings) as SettingName[];

/** The body's key is named as the setting, so each name is a parameter. */
const values = Object.fromEntries(
  [...names, ...Object.keys(settingAliases)].map((name) => [name, param.raw('New value of this setting.')]),
);

export const settingRoutes = [
  route({
    method: 'GET',
    path: '/admin/site_settings',
    access: 'admin',
    summary: 'Lists site settings.',
    reply: SiteSettingsReply,
    params: Type.Object({
      names: param.list('Only these settings; older names are understood.'),
      categories: param.list('Only settings of these categories.'),
      filter: param.text('Only settings whose name contains this.'),
      filter_names: param.list('The same as names.'),
      filter_categories: param.list('The same as categories.'),
      last_changes: param.boolean('Say of each who changed it last, and when.'),
    }),
    async handle({ ctx, input }): Promise<SiteSettingsReply> {
      const wanted = (input.names ?? input.filter_names)?.map((name) => settingAliases[name] ?? name);
      const categories = input.categories ?? input.filter_categories;
      const filter = input.filter?.trim().toLowerCase().replaceAll(' ', '_') ?? '';
      const shown = names.filter(
        (name) =>
          !('hidden' in siteSettings[name]) &&
          (wanted === undefined || wanted.length === 0 || wanted.includes(name)) &&
          (!categories?.length || categories.includes(siteSettings[name].category)) &&
          name.includes(filter),
      );
      const changes = input.last_changes ? await listLastSettingChanges(ctx.db) : undefined;
      return { site_settings: shown.map((name) => serializeSetting(name, ctx.settings, ctx.locale, changes)) };
    },
  }),

  route({
    method: 'PUT',
    path: '/admin/site_settings/:setting_name',
    access: 'admin',
    summary: 'Changes a site setting; the value is sent under the name of the setting.',
    reply: Empty,
    params: Type.Object({ setting_name: param.text('Name of the setting.'), ...values }),
    async handle({ ctx, input, reply }) {
      const asked = input.setting_name ?? '';
      const name = settingNamed(asked);
      const sent = Object.hasOwn(input, asked) ? asked : name;
      if (!Object.hasOwn(input, sent)) throw missingParameter(asked);
      await updateSiteSetting(ctx, name, (input as Record<string, unknown>)[sent]);
      reply.code(200);
    },
  }),
];
