/**
 * A thief has the whole database (tables, outbox, job queue) and the program's source, but not the secret. Nothing in
 * it lets in, however it is turned: not as it stands, not in another notation, not as the key of a derivation. Nor does
 * anything that lets in stand in it, or in the log.
 */
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueSetupToken } from '../../src/domain/setup/token.ts';
import { accountToken, inviteEmailToken, inviteKey } from '../../src/links.ts';
import { makeSecrets, type Secrets, tokenRowId } from '../../src/secrets.ts';
import { ACCOUNT_PASSWORD, accountTools, honeypot } from '../support/accounts.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { makeClient } from '../support/client.ts';
import { dumpDatabase } from '../support/dump.ts';
import type { TestUser } from '../support/factories.ts';
import { address, footprint, invite, link, newcomer, PASSWORD, redeem } from '../support/invites.ts';
import { type SmtpPeer, startSmtpPeer, until } from '../support/smtp.ts';

interface InviteRow {
  id: number;
  secret_id: number;
  key_nonce: string;
  email_token_nonce: string | null;
}
interface TokenRow {
  id: number;
  secret_id: number;
  nonce: string;
}

let smtp: SmtpPeer;
let t: TestApp;
let admin: TestUser;
let logged = '';
let setupToken: string;
/** Whatever lets somebody in somewhere, by what it is. */
const secrets: Record<string, string[]> = {};
let invites: InviteRow[];
let tokens: TokenRow[];
const { signUp, logIn, account } = accountTools(() => t);
const dump = async () => [...(await dumpDatabase(t.sql, ['public', 'graphile_worker'])).values()].flat().join('\n');

const log = pino(
  { level: 'trace' },
  {
    write(line: string) {
      logged += line;
    },
  },
);

async function readRows(): Promise<void> {
  const numbered = <R extends { id: unknown }>(rows: R[]) => rows.map((row) => ({ ...row, id: Number(row.id) }));
  invites = numbered(
    await t.sql<InviteRow>('select id, secret_id, key_nonce, email_token_nonce from invites order by id'),
  );
  tokens = numbered(await t.sql<TokenRow>('select id, secret_id, nonce from email_tokens order by id'));
}

/** Everything that can be made from the rows with these secrets. */
const derive = (made: Secrets) => ({
  keys: invites.map((row) => inviteKey(made, row)),
  emailTokens: invites.filter((row) => row.email_token_nonce !== null).map((row) => inviteEmailToken(made, row)),
  accountTokens: tokens.map((row) => accountToken(made, row)),
});

beforeAll(async () => {
  smtp = await startSmtpPeer();
  t = await startApp({ env: { SMTP_URL: smtp.url }, jobs: true, log });
  setupToken = (await issueSetupToken(t.services))!;
});
afterAll(async () => {
  await t.close();
  await smtp.stop();
});

describe('before there is an admin', () => {
  it('nothing in the database makes one', async () => {
    const stolen = candidates(await dump());
    expect(stolen.length).toBeGreaterThan(3);
    for (const token of stolen) {
      const body = { token, username: 'eve', email: 'eve@example.com', password: PASSWORD };
      const reply = await t.browser().post('/setup.json', body);
      expect(reply.status, token).toBe(403);
    }
    expect(await t.sql('select 1 from users where id > 0')).toEqual([]);
    expectAbsent([setupToken], await dump());
  });
});

/** Tries a secret at each of the doors; true when it lets in. */
const doors: Record<string, (secret: string) => Promise<boolean>> = {
  'invite key': async (secret) => opened(await redeem(t, encodeURIComponent(secret), newcomer()), [404]),
  'session cookie': async (secret) => {
    const browser = makeClient(t.url, undefined);
    browser.cookies.set('_t', encodeURIComponent(secret));
    return opened(await browser.get('/session/current.json'), [404]);
  },
  'API key': async (secret) => {
    const script = makeClient(t.url, { 'Api-Key': secret, 'Api-Username': admin.username });
    return opened(await script.get('/admin/api/keys.json'), [403]);
  },
  activation: async (secret) => {
    const browser = t.browser();
    const path = `/u/activate-account/${encodeURIComponent(secret)}.json`;
    return opened(await browser.put(path, await honeypot(browser)), [404, 422]);
  },
  'password reset': async (secret) => {
    const path = `/u/password-reset/${encodeURIComponent(secret)}.json`;
    const reply = await t.browser().put(path, { password: 'another Password of Eve' });
    return opened(reply, [404]) && reply.body.success === true;
  },
};

/** A door says yes with 200 and no with one of these; anything else, a limit say, would prove nothing. */
function opened({ status, text }: { status: number; text: string }, no: number[]): boolean {
  if (no.includes(status)) return false;
  expect(status, text).toBe(200);
  return true;
}

describe('a site in use', () => {
  beforeAll(async () => {
    admin = await t.user({ admin: true, password: PASSWORD });
    await t.setting('max_new_accounts_per_registration_ip', 0);
    const group = await t.group({ owners: [admin] });
    const groups = { group_ids: [group.id] };

    // Mails: sent, and refused for now.
    await invite(t, admin, { email: address(), ...groups, custom_message: 'hello' });
    await invite(t, admin, { email: address(), ...groups, skip_email: true });
    await until('the first mail', () => smtp.mails.length === 1);
    smtp.onMailFrom = () => 451;
    await invite(t, admin, { email: address(), ...groups });
    const revoked = await invite(t, admin, { email: address() });
    await t.as(admin).del(`/invites/${revoked.id}.json`);
    const open = await link(t, admin, groups);
    await link(t, admin, { domain: 'example.com' });
    expect((await redeem(t, open, newcomer({ password: PASSWORD }))).status).toBe(200);
    expect((await redeem(t, open, newcomer())).status).toBe(200);
    expect((await signUp()).body.success).toBe(true);
    const { username } = (await t.user({ password: ACCOUNT_PASSWORD })) as TestUser;
    expect((await t.browser().post('/session/forgot_password.json', { login: username })).status).toBe(200);
    // A mail of a server that sends none.
    await t.sql("update email_logs set state = 'kept' where id = (select max(id) from email_logs)");

    const loggedIn = t.browser();
    expect((await logIn(username, ACCOUNT_PASSWORD, loggedIn)).body.error).toBeUndefined();
    expect(await account(username)).toBeDefined();
    const made = await t.as(admin).post('/admin/api/keys.json', { key: { description: 'thief test', username } });
    expect(made.status, made.text).toBe(200);
    expect((await t.as(admin).get('/admin/email/sent.json')).status).toBe(200);

    await readRows();
    const { keys, emailTokens, accountTokens } = derive(t.services.secrets);
    expect([keys.length, emailTokens.length, accountTokens.length]).toEqual([6, 4, 4]);
    Object.assign(secrets, {
      'invite keys': keys,
      'e-mail tokens': emailTokens,
      'account tokens': accountTokens,
      cookies: [...loggedIn.cookies.values()],
      'API keys': [made.body.key.key, t.apiKey],
      passwords: [PASSWORD, ACCOUNT_PASSWORD],
      'the secret': [t.env.secret!],
      'the setup secret': [setupToken],
    });
    await until('mails in each state', async () => {
      const states = await t.sql<{ state: string }>('select distinct state from email_logs');
      return ['sent', 'queued', 'kept'].every((state) => states.some((row) => row.state === state));
    });
  });

  it('none of its secrets stands in the database or the log, in any notation', async () => {
    const text = await dump();
    for (const [kind, values] of Object.entries(secrets)) {
      expect(values.length, kind).toBeGreaterThan(0);
      expectAbsent(values, text);
      expectAbsent(values, logged);
    }
    // That they would be found: what may stand there does.
    expect(text).toContain(invites[0]!.key_nonce);
    expect(text).toContain('thief test');
    expect(logged).toContain('deliver');
  });

  it('nothing in the database lets in, at any door', async () => {
    const text = await dump();
    const stolen = candidates(text);
    expect(stolen.length).toBeGreaterThan(50);
    const before = await footprint(t);
    for (const [door, lets] of Object.entries(doors)) {
      const inside: string[] = [];
      // A few at a time: the doors are slow on purpose.
      for (let n = 0; n < stolen.length; n += 8) {
        const some = stolen.slice(n, n + 8);
        const answers = await Promise.all(some.map(lets));
        inside.push(...some.filter((_, i) => answers[i]));
      }
      expect(inside, door).toEqual([]);
    }
    expect(await footprint(t)).toEqual(before);
  });

  it('nor does it prove a mailbox to whoever has an invite’s key', async () => {
    const { keys, emailTokens } = derive(t.services.secrets);
    const shown = async (key: string, token: string) => {
      // Looking at invites is limited per minute, which is not what this is about.
      t.advance(2000);
      const reply = await t.browser().get(`/invites/${key}.json`, { t: token });
      expect(reply.status, reply.text).toBe(200);
      return reply.body.email_verified_by_link as boolean;
    };
    const [mailed] = keys;
    for (const token of candidates(await dump()).filter((one) => tokenRowId(one) === invites[0]!.id))
      expect(await shown(mailed!, token), token).toBe(false);
    expect(await shown(mailed!, emailTokens[0]!)).toBe(true);
  });

  it('the true ones do let in: the doors are real', async () => {
    const { keys, accountTokens } = derive(t.services.secrets);
    expect(await doors['invite key']!(keys[4]!)).toBe(true);
    expect(await doors['session cookie']!(secrets.cookies!.find((one) => one.length === 64)!)).toBe(true);
    expect(await doors['API key']!(t.apiKey)).toBe(true);
    const lets = async (door: string) =>
      (await Promise.all(accountTokens.map((token) => doors[door]!(token)))).filter(Boolean).length;
    expect(await lets('activation')).toBe(2);
    expect(await lets('password reset')).toBe(2);
  });
});

/** Fails when one of the values stands in the text as it is, in hexadecimal or in base64. */
function expectAbsent(values: string[], text: string): void {
  const lower = text.toLowerCase();
  for (const value of values) {
    // A key's own part; what is before it is only a number.
    const own = value.replace(/^[0-9a-z]{1,10}-/, '');
    const bytes = [Buffer.from(own)];
    if (/^([0-9a-f]{2}){16,}$/.test(own)) bytes.push(Buffer.from(own, 'hex'));
    expect(own.length).toBeGreaterThan(9);
    expect(text.includes(own), value).toBe(false);
    for (const one of bytes) {
      expect(lower.includes(one.toString('hex')), `${value} in hexadecimal`).toBe(false);
      // Without the end, which depends on what follows.
      for (const notation of ['base64', 'base64url'] as const)
        expect(text.includes(one.toString(notation).replace(/=+$/, '').slice(0, -2)), `${value} in ${notation}`).toBe(
          false,
        );
    }
  }
}

/** Every string of a dump that could be a secret, in each notation, alone and as the second part of a key; and what a thief would derive. */
function candidates(text: string): string[] {
  const found = new Set<string>();
  const values = text.split('\n').flatMap((line) => stringsIn(JSON.parse(line)));
  for (const value of values) {
    const hex = /^\\x([0-9a-f]{32,})$/.exec(value)?.[1];
    const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value) ? value.replaceAll('-', '') : undefined;
    const bytes = hex ?? uuid;
    if (bytes) {
      const buffer = Buffer.from(bytes, 'hex');
      for (const one of [value, bytes, buffer.toString('base64'), buffer.toString('base64url')]) found.add(one);
      for (const row of [...(invites ?? []), ...(tokens ?? [])].filter((one) => Object.values(one).includes(value)))
        for (const end of [bytes.slice(0, 32), bytes.slice(0, 23)]) found.add(`${row.id.toString(36)}-${end}`);
    } else if (/^\S{22,}$/.test(value) && !/^\d{4}-\d\d-\d\dT|@/.test(value)) found.add(value);
  }
  const prints = [...text.matchAll(/"fingerprint": "\\\\x([0-9a-f]+)"/g)].map(([, print = '']) => print);
  expect(prints).toHaveLength(1);
  for (const guess of [
    Buffer.alloc(0),
    Buffer.alloc(32),
    ...prints.flatMap((p) => [Buffer.from(p), Buffer.from(p, 'hex')]),
  ]) {
    if (!invites) continue;
    const { keys, emailTokens, accountTokens } = derive(makeSecrets(1, new Map([[1, guess]])));
    for (const one of [...keys, ...emailTokens, ...accountTokens]) found.add(one);
  }
  return [...found];
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(stringsIn) : [];
}
