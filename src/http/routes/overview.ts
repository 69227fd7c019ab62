/** What the admin area's start page tells, for staff. */
import Type from 'typebox';
import { COUNTED_UP_TO, countMailsByFate, countOverview, countPendingUsers } from '../../db/overview.ts';
import { AdminOverview } from '../../shared/wire/admin-overview.ts';
import { route } from '../route.ts';

export const overviewRoutes = [
  route({
    method: 'GET',
    path: '/admin/overview',
    access: 'staff',
    summary: 'How much there is of everything, and what waits to be looked after.',
    reply: AdminOverview,
    own: true,
    params: Type.Object({}),
    async handle({ ctx: { db, settings, actor } }): Promise<AdminOverview> {
      const { users, groups, invites, redemptions } = await countOverview(db);
      return {
        counted_up_to: COUNTED_UP_TO,
        users,
        pending_users: settings.must_approve_users ? await countPendingUsers(db) : null,
        groups,
        invites,
        redemptions,
        mails: actor.admin ? await countMailsByFate(db) : null,
      };
    },
  }),
];
