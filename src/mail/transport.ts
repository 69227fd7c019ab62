/**
 * SMTP. One pooled connection, kept between mails. The outcome of a send tells whose fault a failure is: the mail's (the
 * server refused it, or broke off while taking it) or the way's (nobody answers, the login is wrong). Only the first
 * counts against the mail.
 */
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Sender } from './configured.ts';

interface Message {
  from: Sender;
  to: string;
  subject: string;
  text: string;
  html: string;
  /** With angle brackets. */
  messageId: string;
  date: Date;
}

export type Outcome =
  | { kind: 'sent'; response: string }
  /** The server will never take this mail. */
  | { kind: 'refused'; response: string }
  /** The server does not take this mail now. */
  | { kind: 'later'; response: string }
  /** The connection broke while the mail was being handed over, and the server is there: it may have taken it or not. */
  | { kind: 'lost'; response: string }
  /** There is no way to the server. */
  | Down;
export interface Down {
  kind: 'down';
  why: string;
  /** Somebody has to mend the configuration: asking every second would not help, and may lock the account. */
  misconfigured: boolean;
}

export interface Transport {
  send(message: Message): Promise<Outcome>;
  /** Undefined when the server answers and lets us in. */
  probe(): Promise<Down | undefined>;
  close(): void;
}

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
  response?: string;
}

const MISCONFIGURED = new Set(['EAUTH', 'ENOAUTH', 'EOAUTH2', 'ETLS', 'ECONFIG', 'EREQUIRETLS']);
const CONNECTION = new Set(['ECONNECTION', 'ESOCKET', 'ETIMEDOUT', 'EDNS', 'EPROTOCOL', 'EPROXY']);
/** "Service not available, closing": said about the connection, not about the mail. */
const CLOSING = 421;

/** Names in the answers of servers can be long; the log needs the beginning. */
const brief = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 500);

const down = (error: SmtpError): Down => ({
  kind: 'down',
  why: brief(error.response ?? error.message),
  misconfigured: MISCONFIGURED.has(error.code ?? ''),
});

/** @param smtpUrl smtp:// or smtps:// */
export function openTransport(smtpUrl: string): Transport {
  const mailer = createTransport(
    {
      url: smtpUrl,
      pool: true,
      maxConnections: 1,
      // Only for a kept connection that the server closed meanwhile; no byte of the mail has been sent then.
      maxRequeues: 1,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
      disableFileAccess: true,
      disableUrlAccess: true,
      // Base64 for both parts: lines of any length, and no address is ever cut in two.
      textEncoding: 'base64',
    } as Parameters<typeof createTransport>[0],
    { disableFileAccess: true, disableUrlAccess: true, textEncoding: 'base64' },
  );
  // A broken idle connection is replaced at the next send; without a listener the event would end the process.
  mailer.on('error', () => {});

  const probe = async (): Promise<Down | undefined> => {
    try {
      await mailer.verify();
      return undefined;
    } catch (error) {
      return down(error as SmtpError);
    }
  };

  return {
    probe,
    async send(message) {
      const recipient = { name: '', address: message.to };
      const options: SendMailOptions = {
        from: message.from,
        to: recipient,
        // Said apart from the headers, as objects: an address is never read as a list of addresses.
        envelope: { from: message.from.address, to: [recipient] } as unknown as NonNullable<
          SendMailOptions['envelope']
        >,
        subject: message.subject,
        text: message.text,
        html: message.html,
        messageId: message.messageId,
        date: message.date,
        headers: { 'Auto-Submitted': 'auto-generated' },
      };
      try {
        const info = await mailer.sendMail(options);
        return { kind: 'sent', response: brief((info as { response?: string }).response ?? '') };
      } catch (caught) {
        const error = caught as SmtpError;
        const response = brief(error.response ?? error.message);
        if (MISCONFIGURED.has(error.code ?? '')) return down(error);
        if (error.responseCode === CLOSING || CONNECTION.has(error.code ?? '')) {
          return (await probe()) ?? { kind: 'lost', response };
        }
        const temporary = error.responseCode !== undefined && (error.responseCode < 500 || error.responseCode === 503);
        return { kind: temporary ? 'later' : 'refused', response };
      }
    },
    close: () => mailer.close(),
  };
}
