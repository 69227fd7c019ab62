#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { ensureNodeVersion } from '../scripts/node-version.mjs';

ensureNodeVersion();
const main = new URL('../dist/server/cli/main.js', import.meta.url);
if (existsSync(main)) {
  await (await import(main.href)).main(process.argv.slice(2));
} else {
  console.error('Usher is not built yet. Run "npm run build" first, or "npm start", which builds and starts.');
  process.exitCode = 1;
}
