/** Usher's own: why one may or may not invite, and to which groups. */
import Type from 'typebox';
import { visibleGroup } from '../../domain/groups/find.ts';
import { explainInvite } from '../../domain/invites/explain.ts';
import { listGroupChoices } from '../../domain/invites/group-choices.ts';
import { findModeratorsEffect } from '../../domain/settings/moderators-effect.ts';
import { invalidParameters } from '../../errors.ts';
import { param } from '../../shared/wire/coerce.ts';
import { ExplainReply, GroupChoicesReply, ModeratorsEffectReply } from '../../shared/wire/explain.ts';
import { route } from '../route.ts';
import { serializeExplanation, serializeGroupChoices } from '../serializers/explain.ts';

const MAX_LIMIT = 100;

export const inviteRuleRoutes = [
  route({
    method: 'GET',
    path: '/invites/explain',
    access: 'user',
    summary: 'May somebody invite (to a group), rule by rule: about oneself, for staff about anybody.',
    reply: ExplainReply,
    own: true,
    params: Type.Object({
      group: param.text('Name of a group; left out: may they invite at all.'),
      username: param.text('About whom; left out: oneself.'),
    }),
    async handle({ ctx, input }) {
      const group = input.group ? await visibleGroup(ctx, { name: input.group }) : undefined;
      return serializeExplanation(ctx, await explainInvite(ctx, input.username ?? '', group));
    },
  }),
  route({
    method: 'GET',
    path: '/invites/groups',
    access: 'user',
    summary:
      'Groups to choose from when inviting: whether one may use each, why not, who can help, and what joining does.',
    reply: GroupChoicesReply,
    own: true,
    params: Type.Object({
      search: param.text('Part of the name or full name.'),
      limit: param.integer('1 to 100; 50 without.'),
      offset: param.integer(),
    }),
    async handle({ ctx, input }) {
      const { search = '', limit = 50, offset = 0 } = input;
      if (limit < 1 || limit > MAX_LIMIT) throw invalidParameters('limit');
      if (offset < 0) throw invalidParameters('offset');
      return serializeGroupChoices(ctx, await listGroupChoices(ctx, { search, limit, offset }));
    },
  }),
  route({
    method: 'GET',
    path: '/admin/site_settings/moderators_manage_groups/effect',
    access: 'admin',
    summary: 'Which moderators decide about which groups only while moderators_manage_groups is on.',
    reply: ModeratorsEffectReply,
    own: true,
    params: Type.Object({}),
    handle: ({ ctx }) => findModeratorsEffect(ctx),
  }),
];
