/**
 * `npm run dev`: the server from its source, restarted when that changes, and the web app rebuilt into dist/web when it
 * changes (reload the page to see it). Either one's end, or Ctrl-C, ends both.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const start = (...args) => spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });

const children = [
  start(
    'node_modules/vite/bin/vite.js',
    'build',
    'web',
    '--watch',
    '--outDir',
    '../dist/web',
    '--emptyOutDir',
    '--logLevel',
    'warn',
  ),
  start(
    'node_modules/tsx/dist/cli.mjs',
    'watch',
    '--clear-screen=false',
    'scripts/dev-server.ts',
    ...process.argv.slice(2),
  ),
];

let stopping = false;
function stop() {
  if (stopping) return;
  stopping = true;
  for (const child of children) child.kill('SIGTERM');
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
for (const child of children) {
  child.on('exit', (code) => {
    if (!stopping) process.exitCode = code ?? 1;
    stop();
  });
}
