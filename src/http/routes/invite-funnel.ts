/** Charts of invites: `/invites/funnel`. */
import Type from 'typebox';
import { visibleGroup } from '../../domain/groups/find.ts';
import { showFunnel } from '../../domain/invites/funnel.ts';
import { BadParameter, param } from '../../shared/wire/coerce.ts';
import { FunnelReply } from '../../shared/wire/invite-funnel.ts';
import { route } from '../route.ts';
import { serializeFunnel } from '../serializers/invite-funnel.ts';

/** Default and most of each. */
const COUNTS = { day: [30, 92], week: [26, 104] } as const;

function oneOf<T extends string>(value: string | undefined, name: string, words: readonly [T, ...T[]]): T {
  const word = words.find((one) => one === (value || words[0]));
  if (!word) throw new BadParameter(name);
  return word;
}

export const inviteFunnelRoutes = [
  route({
    method: 'GET',
    path: '/invites/funnel',
    access: 'user',
    own: true,
    summary: 'Counts invites made, mailed and used, by day or week: one’s own, a group’s, or all.',
    reply: FunnelReply,
    params: Type.Object({
      scope: param.text(
        'own (default); all: everybody’s, for staff, and with `group` for whoever may add its members.',
      ),
      period: param.text('day (default) or week.'),
      count: param.integer('How many periods, up to now: 30 days, at most 92; 26 weeks, at most 104.'),
      group: param.text('Name of a group: only invites to it.'),
    }),
    async handle({ ctx, input }): Promise<FunnelReply> {
      const scope = oneOf(input.scope, 'scope', ['own', 'all']);
      const period = oneOf(input.period, 'period', ['day', 'week']);
      const [usual, most] = COUNTS[period];
      const count = input.count ?? usual;
      if (count < 1 || count > most) throw new BadParameter('count');
      const group = input.group?.trim() ? await visibleGroup(ctx, { name: input.group.trim() }) : undefined;
      return serializeFunnel({ scope, period, group }, await showFunnel(ctx, { scope, period, count, group }));
    },
  }),
];
