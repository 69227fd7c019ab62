import { expect, it } from 'vitest';
import { findPasswordProblems } from './password-rules.ts';

const rules = { min_length: 10, unique_characters: 6 };
const owner = { username: 'Bobby.Tables', name: 'Robert Tables', email: 'bobby@example.com' };
const codes = (password: string, of = rules) =>
  findPasswordProblems(password, of, owner).map((problem) => problem.code);

it.each([
  ['correct horse battery', []],
  ['short1!', ['password_too_short']],
  ['bobby.tables', ['password_same_as_username']],
  ['ROBERT TABLES', ['password_same_as_name']],
  ['Bobby@Example.com', ['password_same_as_email']],
  ['aaaaaaaaaaaa', ['password_unique_characters']],
  ['aaa', ['password_too_short', 'password_unique_characters']],
  ['x'.repeat(201), ['password_too_long']],
  ['סיסמה ארוכה מאוד', []],
])('%j: %j', (password, expected) => {
  expect(codes(password)).toEqual(expected);
});

it('counts letters, not the units they are stored in', () => {
  expect(codes('😀😁😂😃😄😅😆😇😈')).toEqual(['password_too_short']);
});

it('an owner without name or address forbids nothing', () => {
  expect(findPasswordProblems('', { min_length: 0, unique_characters: 0 }, { username: '', name: null })).toEqual([]);
});
