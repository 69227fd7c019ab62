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

/**
 * One rule of a chain, asked about somebody: it allows, refuses, or leaves the matter to the next. A verdict is what
 * the first rule that does not pass says; an explanation shows the rules up to it. So neither can differ from the other.
 */
export type Step =
  | { rule: string; outcome: 'allows' | 'passes' }
  | { rule: string; outcome: 'refuses'; reason: string };

export const allowsIf = (rule: string, holds: boolean): Step => ({ rule, outcome: holds ? 'allows' : 'passes' });
export const refusesIf = (rule: string, holds: boolean, reason: string): Step =>
  holds ? { rule, outcome: 'refuses', reason } : { rule, outcome: 'passes' };

/** The chain up to the rule that decides; the last step is that rule. */
export function walk(chain: Iterable<Step>): Step[] {
  const steps: Step[] = [];
  for (const step of chain) {
    steps.push(step);
    if (step.outcome !== 'passes') break;
  }
  return steps;
}

export function verdictOf(chain: Iterable<Step>): Verdict {
  for (const step of chain) {
    if (step.outcome === 'refuses') return no(step.reason);
    if (step.outcome === 'allows') return yes;
  }
  throw new Error('no rule decided');
}
