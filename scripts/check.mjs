/** Everything that can be said about the code without running it: types, unused code, format. Two programs at a time. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
// One checker each: several check much of the same twice, and the other program has the other core.
const types = (project) => ['typescript/bin/tsc', '-p', project, '--noEmit', '--checkers', '1'];
const waiting = [
  types('tsconfig.json'),
  types('web/tsconfig.json'),
  ['knip/bin/knip.js'],
  ['@biomejs/biome/bin/biome', 'ci', '.'],
];

/** Runs a program of a package to its end, and shows what it said then, so that two do not talk at once. */
function run([program, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [`node_modules/${program}`, ...args], { cwd: root });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        said += text;
      });
    }
    child.on('error', (error) => resolve({ ok: false, said: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, said }));
  });
}

async function runNext() {
  for (let part = waiting.shift(); part; part = waiting.shift()) {
    const { ok, said } = await run(part);
    const name = [part[0].split('/').at(-1).replace('.js', ''), ...part.slice(1)].join(' ');
    console.log(`${ok ? 'passed' : 'FAILED'}: ${name}\n${said}`.trim());
    if (!ok) process.exitCode = 1;
  }
}
await Promise.all([runNext(), runNext()]);
