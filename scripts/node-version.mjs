import { readFileSync } from 'node:fs';

/** Ends the program with one clear sentence when Node.js is older than package.json asks. Runs on old versions too. */
export function ensureNodeVersion() {
  const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const wanted = engines.node.replace(/^>=/, '').split('.').map(Number);
  const actual = process.versions.node.split('.').map(Number);
  const different = wanted.findIndex((part, i) => part !== actual[i]);
  if (different === -1 || actual[different] > wanted[different]) return;
  console.error(
    `Usher needs Node.js ${wanted.join('.')} or newer; this is ${process.versions.node} (${process.execPath}).`,
  );
  console.error('Install a newer one from https://nodejs.org or with your version manager, then try again.');
  process.exit(1);
}
