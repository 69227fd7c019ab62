import { describe, expect, it } from 'vitest';
import { localPath } from './local-path.ts';

const origin = 'https://usher.example';

describe('localPath', () => {
  it.each(['/', '/invites/1-abc', '/groups?page=2', '/login#forgot'])('keeps %s', (path) => {
    expect(localPath(path, origin)).toBe(origin + path);
  });

  it.each([
    undefined,
    '',
    'groups',
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '//[',
    'javascript:alert(1)',
  ])('sends %j to the start page', (path) => {
    expect(localPath(path, origin)).toBe(`${origin}/`);
  });

  it('cannot be tricked by dots into naming another host', () => {
    expect(new URL(localPath('/.//evil.example', origin)).origin).toBe(origin);
  });
});
