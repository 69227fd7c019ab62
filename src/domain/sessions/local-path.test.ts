import { expect, it } from 'vitest';
import { localPath } from './local-path.ts';

const base = 'https://usher.example';

it.each([
  [undefined, '/'],
  ['', '/'],
  ['/groups?page=2', '/groups?page=2'],
  ['https://usher.example/groups', '/groups'],
  ['https://evil.example.com/', '/'],
  ['http://usher.example/', '/'],
  ['https://usher.example.evil.com/', '/'],
  ['https://usher.example@evil.com/', '/'],
  ['//evil.example.com/x', '/'],
  ['/\\evil.example.com', '/'],
  ['\\\\evil.example.com', '/'],
  ['/x/..//evil.example.com', '/'],
  ['/\t/evil.example.com', '/'],
  ['javascript:alert(1)', '/'],
  ['data:text/html,x', '/'],
  ['http://[', '/'],
  ['/a%0d%0aSet-Cookie:x', '/a%0d%0aSet-Cookie:x'],
])('%j leads to %j', (address, path) => {
  expect(localPath(address, base)).toBe(path);
});
