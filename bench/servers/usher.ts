/**
 * Usher as it is built, without its job worker: the mails of one round would be worked on during the next one. Hashing
 * is replaced here, in code, when the first argument is `stub`; no setting can do that. With the second argument
 * `imports` it works on imports, as the job would.
 */
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { readEnv } from '../../src/env.ts';
import type { Passwords } from '../../src/passwords.ts';
import { serve } from '../child.ts';

// As `usher serve` does.
setFlagsFromString('--heap-growing-percent=40');
const built = new URL('../../dist/server/', import.meta.url);
const { openServices }: typeof import('../../src/services.ts') = await import(new URL('services.js', built).href);
const { buildApp }: typeof import('../../src/http/app.ts') = await import(new URL('http/app.js', built).href);

const HASH = '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const stub: Passwords = { hash: async () => HASH, verify: async () => true };

const opened = await openServices(readEnv(), process.argv[2] === 'stub' ? { passwords: stub } : {});
if (process.argv[3] === 'imports') {
  const { runImports }: typeof import('../../src/domain/imports/run-all.ts') = await import(
    new URL('domain/imports/run-all.js', built).href
  );
  opened.services.wake = (task) => {
    if (task === 'run_imports') void runImports(opened.services, () => true);
  };
}
const app = await buildApp(opened.services);
await app.listen({ host: '127.0.0.1', port: 0 });
serve(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`, async () => {
  await app.close();
  await opened.close();
});
