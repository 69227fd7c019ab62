/** Words of the account tests: making accounts over the wire, and following the links their mails carry. */
import { accountToken } from '../../src/links.ts';
import type { TestApp } from './app.ts';
import type { Client, Reply } from './client.ts';
import { unique } from './factories.ts';
import { address } from './invites.ts';

export const ACCOUNT_PASSWORD = 'a Password that is fine';

/** What somebody types to get an account. */
export const person = (more: Record<string, unknown> = {}) => ({
  username: unique('user'),
  email: address(),
  name: 'N',
  password: ACCOUNT_PASSWORD,
  ...more,
});

/** The pair that a browser fetches before it signs up or activates. */
export async function honeypot(browser: Client) {
  const { value, challenge } = (await browser.get('/session/hp.json')).body;
  return { password_confirmation: value, challenge: [...challenge].reverse().join('') };
}

export interface AccountRow extends Record<string, unknown> {
  id: number;
}

/** @param app the app, once it runs */
export const accountTools = (app: () => TestApp) => ({
  async signUp(more: Record<string, unknown> = {}, browser: Client = app().browser()): Promise<Reply> {
    return browser.post('/users.json', { ...person(more), ...(await honeypot(browser)) });
  },

  async account(username: unknown): Promise<AccountRow | undefined> {
    return (await app().sql<AccountRow>('select * from users where username = $1', [username]))[0];
  },

  /** Token of the newest mail to an account. */
  async mailedAccountToken(user: { id: number }): Promise<string> {
    const t = app();
    const [row] = await t.sql<{ id: string; secret_id: number; nonce: string }>(
      `select m.id, m.secret_id, m.nonce from email_logs e join email_tokens m on m.id = e.email_token_id
       where e.user_id = $1 order by e.id desc limit 1`,
      [user.id],
    );
    return accountToken(t.services.secrets, { ...row!, id: Number(row!.id) });
  },

  /** Types of the mails to an address, oldest first. */
  async mailsTo(email: string): Promise<string[]> {
    const rows = await app().sql<{ email_type: string }>(
      'select email_type from email_logs where to_address = $1 order by id',
      [email],
    );
    return rows.map((row) => row.email_type);
  },

  logIn: (login: string, password = ACCOUNT_PASSWORD, browser: Client = app().browser()): Promise<Reply> =>
    browser.post('/session.json', { login, password }),
});
