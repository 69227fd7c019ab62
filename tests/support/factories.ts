/** Builds the rows a test starts from, missing parents included; a test states only what matters to it. */
import type { Services } from '../../src/context.ts';
import { statement } from '../../src/db/open.ts';
import { emailKey, nameKey } from '../../src/shared/normalise.ts';

export interface TestUser {
  id: number;
  username: string;
  email: string;
  password: string;
}
export interface TestGroup {
  id: number;
  name: string;
}

export interface UserOptions {
  username?: string;
  name?: string;
  email?: string;
  /** Hashed for real only when given, because that costs time. */
  password?: string;
  admin?: boolean;
  moderator?: boolean;
  trust_level?: number;
  active?: boolean;
  approved?: boolean;
  staged?: boolean;
  confirmed?: boolean;
  suspended_till?: Date;
  silenced_till?: Date;
  locale?: string;
}
export interface GroupOptions {
  name?: string;
  full_name?: string;
  owners?: { id: number }[];
  members?: { id: number }[];
  visibility_level?: number;
  members_visibility_level?: number;
  grant_trust_level?: number;
  title?: string;
  primary_group?: boolean;
}

export interface Factories {
  user(options?: UserOptions): Promise<TestUser>;
  group(options?: GroupOptions): Promise<TestGroup>;
}

let counter = 0;
/** A name nobody else in this process has. */
export const unique = (prefix: string): string => `${prefix}${process.pid % 1000}x${(counter++).toString(36)}`;

const insertUser = statement<{ id: number }>(
  'tests.insertUser',
  `insert into users (username, username_key, name, email, email_key, email_confirmed_at, password_hash, active, approved, staged,
     admin, moderator, trust_level, suspended_till, suspended_at, silenced_till, locale, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, case when $14::timestamptz is null then null else $17::timestamptz end, $15, $16, $17, $17)
   returning id`,
);
const insertGroup = statement<{ id: number }>(
  'tests.insertGroup',
  `insert into groups (name, name_key, full_name, visibility_level, members_visibility_level, grant_trust_level, title, primary_group, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) returning id`,
);
const insertMember = statement<never>(
  'tests.insertMember',
  `insert into group_users (group_id, user_id, username_key, owner, created_at)
   select $1, id, username_key, $3, $4 from users where id = $2 on conflict do nothing`,
);

export function makeFactories(services: Services): Factories {
  const { db, passwords, now } = services;
  return {
    async user(o = {}) {
      const username = o.username ?? unique('user');
      const email = o.email ?? `${unique('mail')}@example.com`;
      const [row] = await db.query(insertUser, [
        username,
        nameKey(username),
        o.name ?? 'Some Body',
        email,
        emailKey(email),
        (o.confirmed ?? o.active ?? true) ? now() : null,
        o.password ? await passwords.hash(o.password) : null,
        o.active ?? true,
        o.approved ?? true,
        o.staged ?? false,
        o.admin ?? false,
        o.moderator ?? false,
        o.trust_level ?? 1,
        o.suspended_till ?? null,
        o.silenced_till ?? null,
        o.locale ?? null,
        now(),
      ]);
      return { id: row!.id, username, email, password: o.password ?? '' };
    },
    async group(o = {}) {
      const name = o.name ?? unique('grp');
      const [row] = await db.query(insertGroup, [
        name,
        nameKey(name),
        o.full_name ?? null,
        o.visibility_level ?? 0,
        o.members_visibility_level ?? 0,
        o.grant_trust_level ?? null,
        o.title ?? null,
        o.primary_group ?? false,
        now(),
      ]);
      for (const owner of o.owners ?? []) await db.query(insertMember, [row!.id, owner.id, true, now()]);
      for (const member of o.members ?? []) await db.query(insertMember, [row!.id, member.id, false, now()]);
      return { id: row!.id, name };
    },
  };
}
