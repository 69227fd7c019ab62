/** Task `daily`: clearing away. Add a chore to the list; each runs even when another fails. */
import type { Services } from '../context.ts';
import { deleteOldEmailLogs } from '../db/email-logs.ts';
import { deleteExpiredEmailTokens, deleteExpiredSessions } from '../db/expired.ts';
import { clearOldImportRows, deleteAbandonedImports } from '../db/imports.ts';
import { deleteOldInviteRequests } from '../db/invite-requests.ts';
import { deleteExpiredLimits } from '../db/rate-limits.ts';
import { deleteRemovedMembers } from '../db/removed-members.ts';
import { deleteOldWebHookEvents } from '../db/web-hook-events.ts';
import { purgeUnconfirmedUsers } from '../domain/users/purge-unconfirmed.ts';

const DAY = 86_400_000;
/** Dead links stay for a while, so that the e-mail log can still show the mail they were in. */
const KEEP_DEAD_LINKS_DAYS = 30;
const KEEP_WEB_HOOK_EVENTS_DAYS = 30;
/** An upload writes every few thousand rows, so one that has not for so long has broken off. */
const UPLOAD_SILENT_DAYS = 1 / 24;
/** Lists hold addresses: those that nobody ran go, and of the others the rows. */
const KEEP_UNUSED_IMPORTS_DAYS = 7;
const KEEP_IMPORT_ROWS_DAYS = 30;
/** Addresses of people who may never have wanted to be known here. */
const KEEP_INVITE_REQUESTS_DAYS = 90;

interface Chore {
  name: string;
  run(services: Services): Promise<void>;
}

const daysAgo = ({ now }: Services, days: number) => new Date(now().getTime() - days * DAY);

const chores: readonly Chore[] = [
  {
    name: 'delete old e-mail logs',
    async run(services) {
      const days = (await services.settings.now()).delete_email_logs_after_days;
      if (days > 0) await deleteOldEmailLogs(services.db, daysAgo(services, days));
    },
  },
  { name: 'delete counts of past limits', run: ({ db, now }) => deleteExpiredLimits(db, now()) },
  {
    name: 'forget who was removed from groups',
    run: (services) => deleteRemovedMembers(services.db, daysAgo(services, 1)),
  },
  {
    name: 'delete old requests to be invited',
    run: (services) => deleteOldInviteRequests(services.db, daysAgo(services, KEEP_INVITE_REQUESTS_DAYS)),
  },
  { name: 'delete expired sessions', run: ({ db, now }) => deleteExpiredSessions(db, now()) },
  {
    name: 'delete accounts that never confirmed their address',
    async run(services) {
      const purged = await purgeUnconfirmedUsers(services);
      if (purged > 0) services.log.info({ purged }, 'deleted accounts that never confirmed their address');
    },
  },
  {
    name: 'delete expired links',
    run: (services) => deleteExpiredEmailTokens(services.db, daysAgo(services, KEEP_DEAD_LINKS_DAYS)),
  },
  {
    name: 'delete lists that were not imported',
    async run(services) {
      const { db } = services;
      await deleteAbandonedImports(
        db,
        daysAgo(services, UPLOAD_SILENT_DAYS),
        daysAgo(services, KEEP_UNUSED_IMPORTS_DAYS),
      );
    },
  },
  {
    name: 'delete rows of old imports',
    async run(services) {
      await clearOldImportRows(services.db, daysAgo(services, KEEP_IMPORT_ROWS_DAYS));
    },
  },
  {
    name: 'delete old deliveries of web hooks',
    run: (services) => deleteOldWebHookEvents(services.db, daysAgo(services, KEEP_WEB_HOOK_EVENTS_DAYS)),
  },
];

/** @throws AggregateError after all have run, when some failed; the job is tried again then */
export async function daily(services: Services, list = chores): Promise<void> {
  const errors: unknown[] = [];
  for (const chore of list) {
    try {
      await chore.run(services);
    } catch (error) {
      services.log.error({ err: error, chore: chore.name }, 'a daily chore failed');
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} daily chores failed`);
}
