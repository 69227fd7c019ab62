/** What the site tells about itself: to clients when they start, and to people who wonder whose it is. */
import Type from 'typebox';
import { listStaff, listVisibleGroups } from '../../db/site.ts';
import { whyNoMail } from '../../mail/configured.ts';
import { canListGroups, groupsInSight } from '../../policy/groups.ts';
import { canSeeProfiles } from '../../policy/users.ts';
import { type SettingName, siteSettings } from '../../shared/site-settings.ts';
import { notificationTypes } from '../../shared/wire/notifications.ts';
import { AboutReply, BasicInfo, ClientSettings, SiteReply } from '../../shared/wire/site.ts';
import { route } from '../route.ts';
import { serializeBasicUser } from '../serializers/basic-user.ts';

/** Discourse's names of the trust levels. */
const TRUST_LEVELS = { newuser: 0, basic: 1, member: 2, regular: 3, leader: 4 };

const clientSettings = (Object.keys(siteSettings) as SettingName[]).filter((name) => 'client' in siteSettings[name]);

export const siteRoutes = [
  route({
    method: 'GET',
    path: '/site',
    access: 'anyone',
    summary: 'What the site has: groups, kinds of notifications, trust levels.',
    reply: SiteReply,
    params: Type.Object({}),
    async handle({ ctx }): Promise<SiteReply> {
      const { actor, settings } = ctx;
      const visible = await listVisibleGroups(ctx.db, groupsInSight(actor));
      // Without the directory people know of the groups they are in.
      const told = canListGroups(actor, settings) ? visible : visible.filter(({ id }) => actor.groupIds.has(id));
      return {
        groups: told.map(({ flair_icon, ...group }) => ({ ...group, flair_url: flair_icon })),
        notification_types: notificationTypes,
        trust_levels: TRUST_LEVELS,
        user_fields: [],
      };
    },
  }),

  route({
    method: 'GET',
    path: '/site/basic-info',
    access: 'public',
    summary: 'Name, description and language of the site.',
    reply: BasicInfo,
    params: Type.Object({}),
    async handle({ ctx: { settings } }): Promise<BasicInfo> {
      return {
        title: settings.title,
        description: settings.site_description,
        locale: settings.default_locale,
        login_required: settings.login_required,
        logo_url: null,
        favicon_url: null,
      };
    },
  }),

  route({
    method: 'GET',
    path: '/site/settings',
    access: 'public',
    summary: 'The settings a page needs to know.',
    reply: ClientSettings,
    params: Type.Object({}),
    handle: async ({ ctx }): Promise<ClientSettings> =>
      Object.fromEntries([
        ...clientSettings.map((name) => [name, ctx.settings[name]]),
        ['mail_leaves', whyNoMail(ctx.services.env, ctx.settings) === undefined],
      ]),
  }),

  route({
    method: 'GET',
    path: '/about',
    access: 'anyone',
    summary: 'Whose site this is.',
    reply: AboutReply,
    params: Type.Object({}),
    async handle({ ctx }): Promise<AboutReply> {
      const { actor, settings } = ctx;
      const staff = canSeeProfiles(actor, settings) ? await listStaff(ctx.db, ctx.now()) : [];
      return {
        users: staff.map(serializeBasicUser),
        about: {
          title: settings.title,
          description: settings.site_description,
          locale: settings.default_locale,
          https: ctx.services.env.baseUrl.startsWith('https:'),
          contact_email: settings.contact_email || null,
          contact_url: null,
          admin_ids: staff.filter((person) => person.admin).map((person) => person.id),
          moderator_ids: staff.filter((person) => person.moderator).map((person) => person.id),
        },
      };
    },
  }),
];
