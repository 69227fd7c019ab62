/** A free username for somebody who did not choose one, or chose one that is taken. */
import type { Db } from '../../db/open.ts';
import { listTakenNames, nextUsernameNumber } from '../../db/users.ts';
import { nameKey } from '../../shared/normalise.ts';
import { type Settings, splitList } from '../../shared/site-settings.ts';
import {
  findUsernameProblem,
  isReservedUsername,
  type UsernameProblem,
  type UsernameRules,
  usernameFrom,
} from '../../shared/username-rules.ts';

const usernameRules = (settings: Settings): UsernameRules => ({
  min: settings.min_username_length,
  max: settings.max_username_length,
  unicode: settings.unicode_usernames,
  reserved: splitList(settings.reserved_usernames),
});

/** The rule that refuses the form of this name, or undefined. */
export const checkUsernameForm = (username: string, settings: Settings): UsernameProblem | undefined =>
  findUsernameProblem(username, usernameRules(settings));

/** The rule that refuses this name, reserved ones included, or undefined. Whether it is taken is another question. */
export function checkUsername(username: string, settings: Settings): UsernameProblem | undefined {
  const rules = usernameRules(settings);
  const problem = findUsernameProblem(username, rules);
  if (problem) return problem;
  return isReservedUsername(username, rules.reserved) ? { code: 'username_reserved', params: {} } : undefined;
}

/** Numbers tried behind a name before giving it up for `userN`. */
const VARIANTS = 100;

/**
 * A username that is free now: `hint` itself, else `hint1`, `hint2` …, else (or without a hint) `user1`, `user2` … from
 * a sequence that never gives a number twice. Somebody may take it before you do: insert it, and when the unique index
 * refuses, ask again; each round one of the competitors is through.
 */
export async function suggestUsername(db: Db, settings: Settings, hint = ''): Promise<string> {
  const rules = usernameRules(settings);
  const base = usernameFrom(hint, rules);
  if (base !== '') {
    const candidates = [base, ...numbered(base, rules.max)].filter(
      (name) => checkUsername(name, settings) === undefined,
    );
    const taken = new Set(await listTakenNames(db, candidates.map(nameKey)));
    const free = candidates.find((name) => !taken.has(nameKey(name)));
    if (free) return free;
  }
  for (;;) {
    const candidate = `user${await nextUsernameNumber(db)}`.padStart(rules.min, 'u');
    if ((await listTakenNames(db, [candidate])).length === 0) return candidate;
  }
}

const numbered = (base: string, max: number): string[] =>
  Array.from({ length: VARIANTS }, (_, index) => {
    const number = String(index + 1);
    return (
      [...base]
        .slice(0, max - number.length)
        .join('')
        .replace(/[._-]+$/, '') + number
    );
  });
