/**
 * The e-mail log, for admins: `/admin/email-logs/…` and, as older clients know it, `/admin/email/…`. Usher's own are
 * `kept`, `queued` and `all` (the same filters), and `/admin/email-logs/:id`, which shows one mail as it reads: without the
 * secret part of its link, except for a kept mail, and seeing that is written into the staff action log.
 */
import Type, { type Static, type TSchema } from 'typebox';
import { type EmailLogRow, type EmailState, listEmailLogs } from '../../db/email-logs.ts';
import { deliveryState } from '../../domain/email-logs/delivery-state.ts';
import { resendMail, whyNotResent } from '../../domain/email-logs/resend.ts';
import { sendTestMail } from '../../domain/email-logs/send-test.ts';
import { viewEmail } from '../../domain/email-logs/view.ts';
import type { Locale } from '../../shared/i18n/locales.ts';
import { nameKey } from '../../shared/normalise.ts';
import { parseTime } from '../../shared/parse-time.ts';
import { BadParameter, idOf, param, required } from '../../shared/wire/coerce.ts';
import {
  AnyEmail,
  EmailSettings,
  EmailView,
  QueuedEmail,
  ResentReply,
  SentEmail,
  SkippedEmail,
} from '../../shared/wire/email-logs.ts';
import { TestMailReply } from '../../shared/wire/setup.ts';
import { translate } from '../../translate.ts';
import { type Call, OK, type Route, route } from '../route.ts';
import {
  serializeAnyEmail,
  serializeEmailView,
  serializeQueuedEmail,
  serializeSentEmail,
  serializeSkippedEmail,
} from '../serializers/email-log.ts';

const FAMILIES = ['/admin/email-logs', '/admin/email'] as const;
const PAGE = 50;
/** Nobody pages further by offset; `before_id` goes on from any row. */
const MAX_OFFSET = 1_000_000;

const filters = Type.Object({
  user: param.text('Part of the username of the account it was for.'),
  address: param.text('Part of the address.'),
  type: param.text('Part of the type.'),
  smtp_transaction_response: param.text('Part of the mail server’s answer.'),
  reply_key: param.text('No mail of ours has one: with a value the list is empty.'),
  offset: param.integer('Rows to skip.'),
  before_id: param.integer('Only rows older than this one.'),
  since: param.text('Not before this time.'),
  until: param.text('Not after this time.'),
});

function time(text: string | undefined, name: string): Date | undefined {
  if (!text) return undefined;
  const parsed = parseTime(text);
  if (!parsed) throw new BadParameter(name);
  return parsed;
}

async function rows({ ctx, input }: Call<Static<typeof filters>>, states: readonly EmailState[]) {
  const { user = '', address = '', type = '', smtp_transaction_response: response = '', offset = 0 } = input;
  if (offset < 0 || offset > MAX_OFFSET) throw new BadParameter('offset');
  if (input.reply_key) return [];
  return listEmailLogs(ctx.db, {
    states,
    username_key: nameKey(user),
    address: address.trim().toLowerCase(),
    email_type: type.trim().toLowerCase(),
    smtp_transaction_response: response.trim().toLowerCase(),
    ...(input.before_id === undefined ? {} : { before_id: input.before_id }),
    since: time(input.since, 'since'),
    until: time(input.until, 'until'),
    offset,
    limit: PAGE,
  });
}

type Serialize = (row: EmailLogRow, locale: Locale) => unknown;

interface List {
  summary: string;
  states: readonly EmailState[];
  reply: TSchema;
  serialize: Serialize;
  own?: boolean;
}

const lists: Record<string, List> = {
  sent: { summary: 'Lists mails that left.', states: ['sent'], reply: SentEmail, serialize: serializeSentEmail },
  skipped: {
    summary: 'Lists mails that were not to be sent or were given up, and why.',
    states: ['skipped', 'failed'],
    reply: SkippedEmail,
    serialize: serializeSkippedEmail,
  },
  kept: {
    summary: 'Lists mails of a server that has no way to send them.',
    states: ['kept'],
    reply: SentEmail,
    serialize: serializeSentEmail,
    own: true,
  },
  queued: {
    summary: 'Lists mails that wait to leave.',
    states: ['queued', 'sending'],
    reply: QueuedEmail,
    serialize: serializeQueuedEmail,
    own: true,
  },
};

const listRoutes: Route[] = FAMILIES.flatMap((family) =>
  Object.entries(lists).map(([name, { summary, states, reply, serialize, own }]) =>
    route({
      method: 'GET',
      path: `${family}/${name}`,
      access: 'admin',
      summary,
      params: filters,
      reply: Type.Array(reply),
      own: own ?? false,
      handle: async (call) => (await rows(call, states)).map((row) => serialize(row, call.ctx.locale)),
    }),
  ),
);

const STATES: readonly EmailState[] = ['queued', 'sending', 'sent', 'failed', 'skipped', 'kept'];

/** @throws BadParameter for a state there is not */
function statesOf(asked: string[] = []): readonly EmailState[] {
  if (asked.some((state) => !STATES.some((known) => known === state))) throw new BadParameter('states');
  return asked.length === 0 ? STATES : STATES.filter((state) => asked.includes(state));
}

/** Usher takes no mail in: nothing bounces back to it, nothing is received or rejected. */
const emptyRoutes: Route[] = FAMILIES.flatMap((family) =>
  ['bounced', 'received', 'rejected'].map((name) =>
    route({
      method: 'GET',
      path: `${family}/${name}`,
      access: 'admin',
      summary: 'Always an empty list, for clients that ask.',
      params: Type.Object({
        ...filters.properties,
        from: param.text(),
        to: param.text(),
        subject: param.text(),
        error: param.text(),
      }),
      reply: Type.Array(Type.Never()),
      handle: async (call) => (await rows(call, [])) as never[],
    }),
  ),
);

export const emailLogRoutes: Route[] = [
  ...listRoutes,
  ...emptyRoutes,

  route({
    method: 'GET',
    path: '/admin/email-logs/all',
    access: 'admin',
    summary: 'Lists mails whatever became of them.',
    reply: Type.Array(AnyEmail),
    own: true,
    params: Type.Object({
      ...filters.properties,
      states: param.list('Only these: queued, sending, sent, failed, skipped, kept.'),
    }),
    handle: async (call) =>
      (await rows(call, statesOf(call.input.states))).map((row) => serializeAnyEmail(row, call.ctx.locale)),
  }),

  route({
    method: 'POST',
    path: '/admin/email-logs/:id/resend',
    access: 'admin',
    summary: 'Sends a mail once more.',
    reply: ResentReply,
    own: true,
    params: Type.Object({ id: param.text('Id in the log.') }),
    handle: async ({ ctx, input }): Promise<ResentReply> => ({ ...OK, id: await resendMail(ctx, idOf(input.id)) }),
  }),

  route({
    method: 'GET',
    path: '/admin/email-logs/:id',
    access: 'admin',
    summary: 'Shows one mail as it reads.',
    reply: EmailView,
    own: true,
    params: Type.Object({ id: param.text('Id in the log.') }),
    async handle({ ctx, input }): Promise<EmailView> {
      const viewed = await viewEmail(ctx, idOf(input.id));
      return serializeEmailView(viewed, whyNotResent(ctx, viewed.mail), { locale: ctx.locale, now: ctx.now() });
    },
  }),

  route({
    method: 'GET',
    path: '/admin/email',
    access: 'admin',
    summary: 'How mail leaves the server.',
    reply: EmailSettings,
    params: Type.Object({}),
    async handle({ ctx }): Promise<EmailSettings> {
      const { env } = ctx.services;
      const { from, warning } = deliveryState(ctx);
      const smtp = env.smtpUrl ? new URL(env.smtpUrl) : undefined;
      const values: Record<string, string> = {
        ...(smtp
          ? {
              address: smtp.hostname,
              port: smtp.port,
              user_name: decodeURIComponent(smtp.username),
              tls: smtp.protocol,
            }
          : {}),
        from: from ? `${from.name} <${from.address}>` : '',
        disable_emails: ctx.settings.disable_emails,
      };
      return {
        delivery_method: warning === 'no_smtp' || warning === 'no_from' ? 'none' : 'smtp',
        settings: Object.entries(values).map(([name, value]) => ({ name, value })),
        ...(warning ? { warning: translate(ctx.locale, 'mail', `warning_${warning}`) } : {}),
      };
    },
  }),

  route({
    method: 'POST',
    path: '/admin/email/test',
    access: 'admin',
    summary: 'Sends a test mail.',
    reply: TestMailReply,
    params: Type.Object({ email_address: param.text('Where the test mail goes.') }),
    async handle({ ctx, input }): Promise<TestMailReply> {
      const { address, state } = await sendTestMail(ctx, required(input.email_address, 'email_address'));
      const why = state.warning ? translate(ctx.locale, 'mail', `warning_${state.warning}`) : '';
      return {
        sent: state.delivers,
        sent_test_email_message: state.delivers
          ? translate(ctx.locale, 'mail', 'test_sent', { address })
          : translate(ctx.locale, 'mail', 'test_kept', { address, why }),
      };
    },
  }),
];
