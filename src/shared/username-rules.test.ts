import { describe, expect, it } from 'vitest';
import { findUsernameProblem, isReservedUsername, usernameFrom } from './username-rules.ts';

const rules = { min: 3, max: 20, unicode: false };

describe('the form of a username', () => {
  it.each(['ana', 'Ana_B', '_ana', 'ana_', 'a.b-c_d', '123', 'u'.repeat(20)])('%s is fine', (name) => {
    expect(findUsernameProblem(name, rules)).toBeUndefined();
  });

  it.each([
    ['ab', 'username_too_short'],
    ['', 'username_too_short'],
    ['u'.repeat(21), 'username_too_long'],
    ['two words', 'username_characters'],
    ['a/b/c', 'username_characters'],
    ["x' OR '1'='1", 'username_characters'],
    ['<i>x</i>', 'username_characters'],
    ['ab\u0000cd', 'username_characters'],
    ['ab\u202ecd', 'username_characters'],
    ['a@b.c', 'username_characters'],
    ['abc\n', 'username_characters'],
    ['משתמש', 'username_characters'],
    ['-abc', 'username_start'],
    ['.abc', 'username_start'],
    ['abc-', 'username_end'],
    ['abc.', 'username_end'],
    ['a..b', 'username_doubled'],
    ['a._b', 'username_doubled'],
    ['abc.json', 'username_suffix'],
    ['abc.PNG', 'username_suffix'],
  ])('%j is refused: %s', (name, code) => {
    expect(findUsernameProblem(name, rules)?.code).toBe(code);
  });

  it('counts letters, and takes other scripts when the site does', () => {
    const unicode = { ...rules, unicode: true };
    expect(findUsernameProblem('משתמש', unicode)).toBeUndefined();
    expect(findUsernameProblem('𐐷𐐷', unicode)?.code).toBe('username_too_short');
    expect(findUsernameProblem('ab\u202ecd', unicode)?.code).toBe('username_characters');
  });

  it('tells the number a rule is about', () => {
    expect(findUsernameProblem('ab', { ...rules, min: 5 })?.params).toEqual({ min: 5 });
    expect(findUsernameProblem('abcdefghij', { ...rules, max: 8 })?.params).toEqual({ max: 8 });
  });
});

it('reserved names: any case, a wildcard at the end, our own addresses', () => {
  expect(isReservedUsername('AdMin', ['admin'])).toBe(true);
  expect(isReservedUsername('admins', ['admin'])).toBe(false);
  expect(isReservedUsername('helpdesk', ['help*'])).toBe(true);
  expect(isReservedUsername('by-external', [])).toBe(true);
  expect(isReservedUsername('Search', [])).toBe(true);
});

it.each([
  ['José Ángel', 'Jose_Angel'],
  ['bob@example.com', 'bob_example.com'],
  ['  x ', 'x11'],
  ['--a--b--', 'a_b'],
  ['a', 'a11'],
  ['משה', ''],
  ['', ''],
  ['file.json', 'file_json'],
  ['a'.repeat(40), 'a'.repeat(20)],
])('from %j comes the name %j', (hint, name) => {
  const made = usernameFrom(hint, rules);
  expect(made).toBe(name);
  if (made !== '') expect(findUsernameProblem(made, rules)).toBeUndefined();
});
