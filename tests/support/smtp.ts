/** A real SMTP server for tests, on 127.0.0.1: takes mail, or does to it what the test says. It can vanish and come back. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

interface ReceivedMail {
  from: string;
  to: string[];
  /** As it came over the wire. */
  raw: string;
  /** Header lines, unfolded. */
  headers: string[];
  /** Decoded parts, by content type. */
  text: string;
  html: string;
  messageId: string;
}

/** What the peer answers: undefined takes the mail, a number refuses with that code, `drop` breaks the connection off. */
type Answer = number | 'drop' | undefined;

export interface SmtpPeer {
  url: string;
  /** Mails taken, oldest first. */
  mails: ReceivedMail[];
  /** Addresses named in RCPT TO, whatever became of them. */
  recipients: string[];
  /** Connections opened so far. */
  connections: number;
  /** Asked at MAIL FROM. */
  onMailFrom: (() => Answer | Promise<Answer>) | undefined;
  /** Asked when the whole message is there, before it is acknowledged. */
  onMessage: ((mail: ReceivedMail) => Answer | Promise<Answer>) | undefined;
  to(address: string): ReceivedMail[];
  stop(): Promise<void>;
  /** Listens again, on the same port. */
  start(): Promise<void>;
}

const header = (headers: string[], name: string): string | undefined =>
  headers
    .find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
    ?.slice(name.length + 1)
    .trim();

/** The decoded part of this type; the parts of our mails are all base64. */
function part(raw: string, type: string): string {
  const at = raw.search(new RegExp(`^Content-Type: ${type}`, 'im'));
  if (at < 0) return '';
  const [, head = '', body = ''] = /^([\s\S]*?)\r\n\r\n([\s\S]*?)(?:\r\n--|$)/.exec(raw.slice(at)) ?? [];
  if (!/Content-Transfer-Encoding: base64/i.test(head)) throw new Error(`part ${type} is not base64: ${head}`);
  return Buffer.from(body, 'base64').toString('utf8').replaceAll('\r\n', '\n');
}

function parseMail(raw: string, from: string, to: string[]): ReceivedMail {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n'));
  const headers = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  return {
    from,
    to,
    raw,
    headers,
    text: part(raw, 'text/plain'),
    html: part(raw, 'text/html'),
    messageId: header(headers, 'Message-ID') ?? '',
  };
}

const refusal = (code: number) => Object.assign(new Error(`${code} says the test`), { responseCode: code });

export async function startSmtpPeer(): Promise<SmtpPeer> {
  let server: SMTPServer | undefined;
  let port = 0;
  const drop = (id: string) => {
    const open = (server as unknown as { connections: Set<{ id: string; _socket: { destroy(): void } }> }).connections;
    for (const connection of open) if (connection.id === id) connection._socket.destroy();
  };
  const answer = (given: Answer, id: string, take: () => void, refuse: (error: Error) => void) => {
    if (given === 'drop') drop(id);
    else if (given === undefined) take();
    else refuse(refusal(given));
  };
  const peer: SmtpPeer = {
    url: '',
    mails: [],
    recipients: [],
    connections: 0,
    onMailFrom: undefined,
    onMessage: undefined,
    to: (address) => peer.mails.filter((mail) => mail.to.includes(address)),
    async stop() {
      const stopping = server;
      server = undefined;
      if (!stopping) return;
      for (const { _socket } of (stopping as unknown as { connections: Set<{ _socket: { destroy(): void } }> })
        .connections)
        _socket.destroy();
      await new Promise<void>((resolve) => stopping.close(resolve));
    },
    async start() {
      server = new SMTPServer({
        disabledCommands: ['STARTTLS', 'AUTH'],
        closeTimeout: 100,
        onConnect(_session, done) {
          peer.connections += 1;
          done();
        },
        async onMailFrom(_address, session, done) {
          answer(await peer.onMailFrom?.(), session.id, done, done);
        },
        onRcptTo(address, _session, done) {
          peer.recipients.push(address.address);
          done();
        },
        async onData(stream, session, done) {
          // A sender that dies in the middle has handed nothing over.
          const raw = await text(stream).catch(() => undefined);
          if (raw === undefined) return done();
          const { mailFrom, rcptTo } = session.envelope;
          const mail = parseMail(
            raw,
            mailFrom ? mailFrom.address : '',
            rcptTo.map((to) => to.address),
          );
          answer(
            await peer.onMessage?.(mail),
            session.id,
            () => {
              peer.mails.push(mail);
              done();
            },
            done,
          );
        },
      });
      // A client that breaks off is part of the tests.
      server.on('error', () => {});
      server.listen(port, '127.0.0.1');
      await once(server.server, 'listening');
      port = (server.server.address() as AddressInfo).port;
      peer.url = `smtp://127.0.0.1:${port}`;
    },
  };
  await peer.start();
  return peer;
}

/** Waits until `look` finds something; the message of the error says what was missing. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  ms = 60_000,
): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited ${ms} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
