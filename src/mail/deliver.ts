/**
 * Sending what waits, one mail at a time. Every step is committed before the next begins: claim, hand over, write down.
 * A process that dies between handing over and writing down leaves the mail in `sending`; it is sent again with the same
 * Message-ID, which is the only repeat there can be. Single mails and those of bulk invites are two lines with a
 * delivery each, so that no single mail waits behind a list; the caller sees to it that one delivery of a line runs at
 * a time.
 */
import { createHash } from 'node:crypto';
import type { Services } from '../context.ts';
import { findMail, type MailRow } from '../db/email-logs.ts';
import {
  type Claim,
  claimDueMail,
  findNextDue,
  hasDueMail,
  type MailResult,
  recordMail,
  requeueInterruptedMails,
} from '../db/outbox.ts';
import { mailSetup } from './configured.ts';
import { openPace } from './pace.ts';
import { MailIncomplete, renderMail } from './render.ts';
import type { Down, Outcome, Transport } from './transport.ts';
import { whyNotSent } from './why-not-sent.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits after the first, second, … refusal for now; after the last the mail is given up, about two days in all. */
const BACK_OFF = [30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR, 4 * HOUR, ...Array(5).fill(8 * HOUR)] as const;
/** A broken connection is mostly a server that restarts: the first wait is short. */
const FIRST_WAIT_AFTER_LOSS = SECOND;
/** How soon an absent server is asked again: mail must leave within three seconds of its being back. */
const ABSENT = SECOND;
/** How soon a server that does not let us in is asked again. */
const MISCONFIGURED = 30 * SECOND;

/** How soon somebody else may go on when this process may not. */
const INTERRUPTED = SECOND / 2;

/** One plain mailbox: nothing that an SMTP command or a header could read as anything else. */
const ONE_MAILBOX = /^[^\s<>()[\]\\,;:"@\p{Cc}\p{Cf}\p{Surrogate}]+@[^\s<>()[\]\\,;:"@\p{Cc}\p{Cf}\p{Surrogate}]+$/u;

export interface Delivery {
  /**
   * Sends until nothing is due, the way to the server is closed, or `keepGoing` says no (asked before each mail).
   * @returns milliseconds until it should be called again; undefined: nothing waits
   */
  run(keepGoing: () => boolean): Promise<number | undefined>;
  close(): void;
}

/** Stable for a row, different for the same id in another database. */
function messageId(services: Services, mail: MailRow): string {
  const text = `${mail.id} ${mail.created_at.toISOString()} ${mail.to_address}`;
  const print = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return `<mail-${mail.id}.${print}@${new URL(services.env.baseUrl).hostname}>`;
}

/** What is written down about a try. */
function resultOf(outcome: Exclude<Outcome, Down>, attempts: number, now: Date): MailResult {
  const { kind, response } = outcome;
  if (kind === 'sent') return { state: 'sent', charged: true, response };
  if (kind === 'refused') return { state: 'failed', charged: true, response, reason: 'refused' };
  const wait = kind === 'lost' && attempts === 1 ? FIRST_WAIT_AFTER_LOSS : BACK_OFF[attempts - 1];
  if (wait === undefined) return { state: 'failed', charged: true, response, reason: 'gave_up' };
  return {
    state: 'queued',
    charged: true,
    response,
    reason: kind === 'lost' ? 'lost' : 'waiting',
    next_attempt_at: new Date(now.getTime() + wait),
  };
}

/** @param bulk which of the two lines: mails of which many were caused at once leave at the pace of the site's setting */
export function openDelivery(services: Services, { bulk }: { bulk: boolean }): Delivery {
  const { db, env, log, now } = services;
  const pace = openPace();
  let transport: Transport | undefined;
  /** Set while there is no way to the server. */
  let closedUntil: Date | undefined;
  /** What could not be written down because the database was away: written before anything else is sent. */
  let unwritten: { claim: Claim; result: MailResult } | undefined;

  const noteDown = (state: Down): number => {
    const wait = state.misconfigured ? MISCONFIGURED : ABSENT;
    if (!closedUntil) log.warn({ why: state.why }, 'mail waits: the mail server cannot be used; trying on');
    closedUntil = new Date(Date.now() + wait);
    return wait;
  };
  const noteUp = () => {
    if (closedUntil) log.info('the mail server is back; waiting mail leaves');
    closedUntil = undefined;
  };

  const write = async (claim: Claim, result: MailResult) => {
    unwritten = { claim, result };
    const ours = await recordMail(db, claim, result, now());
    unwritten = undefined;
    if (!ours) log.warn({ mail: claim.id }, 'another process took this mail over while it was being sent');
  };

  /** @returns what became of the mail, or that there is no way to the server */
  const attempt = async (claim: Claim, mail: MailRow): Promise<MailResult | Down> => {
    const settings = await services.settings.now();
    const reason = whyNotSent(mail, settings, now());
    if (reason) return { state: 'skipped', charged: false, reason };
    const setup = mailSetup(env, settings);
    if (!setup.configured) return { state: 'kept', charged: false, reason: setup.reason };
    if (!ONE_MAILBOX.test(mail.to_address)) return { state: 'failed', charged: false, reason: 'address_unusable' };
    let rendered: ReturnType<typeof renderMail>;
    try {
      rendered = renderMail(services, settings, mail, { masked: false });
    } catch (error) {
      log.error({ err: error, mail: mail.id }, 'a mail could not be put together');
      return { state: 'failed', charged: true, reason: error instanceof MailIncomplete ? 'link_gone' : 'unreadable' };
    }
    // Loaded now: where no mail leaves, a process does without the SMTP client's ten megabytes.
    transport ??= (await import('./transport.ts')).openTransport(env.smtpUrl!);
    const outcome = await transport.send({
      ...rendered,
      from: setup.from,
      to: mail.to_address,
      messageId: messageId(services, mail),
      date: now(),
    });
    return outcome.kind === 'down' ? outcome : resultOf(outcome, claim.attempts, now());
  };

  const waitForNext = async (atLeast: number) => {
    const next = await findNextDue(db, bulk);
    return next && Math.max(atLeast, next.getTime() - now().getTime());
  };

  return {
    async run(keepGoing) {
      if (unwritten) await write(unwritten.claim, unwritten.result);
      const interrupted = await requeueInterruptedMails(db, bulk);
      if (interrupted.length > 0)
        log.warn({ mails: interrupted }, 'sending mails again whose delivery was interrupted');
      if (closedUntil) {
        if (!(await hasDueMail(db, now(), bulk))) return undefined;
        const left = closedUntil.getTime() - Date.now();
        if (left > 0) return left;
        const state = await transport?.probe();
        if (state) return noteDown(state);
        noteUp();
      }
      for (;;) {
        if (!keepGoing()) return INTERRUPTED;
        const tooSoon = bulk && pace.wait((await services.settings.now()).bulk_invite_emails_per_minute);
        if (tooSoon) return waitForNext(tooSoon);
        const claim = await claimDueMail(db, now(), bulk);
        if (!claim) break;
        const mail = await findMail(db, claim.id);
        if (!mail) continue;
        const result = await attempt(claim, mail);
        if ('kind' in result) {
          await write(claim, { state: 'queued', charged: false });
          return noteDown(result);
        }
        await write(claim, result);
        if (result.state !== 'skipped' && result.state !== 'kept') pace.count();
      }
      return waitForNext(0);
    },
    close() {
      transport?.close();
    },
  };
}
