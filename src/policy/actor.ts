/** Who a request acts as, with everything the rules need to know, so that rules need no query. */
import type { GrantedScope } from './api-key-scopes.ts';
import { automaticGroupIds } from './automatic-groups.ts';

export interface Person {
  id: number;
  username: string;
  admin: boolean;
  moderator: boolean;
  trust_level: number;
}

export interface Actor extends Person {
  /** `anonymous` has id 0; `system` is Usher itself and the command line. */
  kind: 'user' | 'anonymous' | 'system';
  staff: boolean;
  silenced: boolean;
  /** Custom and automatic groups. */
  groupIds: ReadonlySet<number>;
  ownedGroupIds: ReadonlySet<number>;
  locale: string | null;
  /** Set when the request came with an API key. */
  apiKey: { id: number; singleUser: boolean; scopes: readonly GrantedScope[] | null } | undefined;
}

export const anonymous: Actor = {
  kind: 'anonymous',
  id: 0,
  username: '',
  admin: false,
  moderator: false,
  staff: false,
  trust_level: 0,
  silenced: false,
  groupIds: new Set(),
  ownedGroupIds: new Set(),
  locale: null,
  apiKey: undefined,
};

/** The system user (id -1): may what an admin may. */
export const systemActor: Actor = {
  ...anonymous,
  kind: 'system',
  id: -1,
  username: 'system',
  admin: true,
  staff: true,
  trust_level: 4,
};

export interface ActorFacts extends Person {
  silenced?: boolean;
  locale?: string | null;
  /** Custom groups the person is in, and those they own. */
  groupIds?: readonly number[];
  ownedGroupIds?: readonly number[];
  apiKey?: Actor['apiKey'];
}

export function buildActor(facts: ActorFacts): Actor {
  const { id, username, admin, moderator, trust_level } = facts;
  return {
    kind: 'user',
    id,
    username,
    admin,
    moderator,
    trust_level,
    staff: admin || moderator,
    silenced: facts.silenced ?? false,
    groupIds: new Set([...(facts.groupIds ?? []), ...automaticGroupIds(facts)]),
    ownedGroupIds: new Set(facts.ownedGroupIds ?? []),
    locale: facts.locale ?? null,
    apiKey: facts.apiKey,
  };
}

/** What a rule answers: yes, or no with the rule's stable code. */
export type Verdict = { ok: true } | { ok: false; reason: string };
export const yes: Verdict = { ok: true };
export const no = (reason: string): Verdict => ({ ok: false, reason });
