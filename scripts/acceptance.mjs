/**
 * Runs an acceptance suite (a folder with run.mjs and *.test.mjs) against the build and compares the scenarios that fail
 * with tests/known-failures.txt, a list that only shrinks: `node scripts/acceptance.mjs FOLDER [FILE …]`. Fails when a
 * scenario fails that is not in the list, and when one in the list passes or is gone. Last line: "N passed, N failed".
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const LIST = 'tests/known-failures.txt';
/** Name of what fails when a file breaks outside of its scenarios; the reporter uses it too. */
const WHOLE = '(the file as a whole)';
const root = fileURLToPath(new URL('..', import.meta.url));
const suite = resolve(process.argv[2] ?? '../shared/acceptance');
const chosen = process.argv.slice(3).map((file) => basename(file));
const files = readdirSync(suite)
  .filter((file) => file.endsWith('.test.mjs') && (chosen.length === 0 || chosen.includes(file)))
  .sort();
if (files.length === 0)
  throw new Error(`No *.test.mjs in ${suite}${chosen.length ? ` is called ${chosen.join(' or ')}` : ''}.`);

/** Runs one file with a server of its own; returns its scenarios as "file › describe › name" -> why it failed, or undefined. */
function runFile(file) {
  const results = new Map();
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, [join(suite, 'run.mjs'), join(suite, file)], {
      cwd: root,
      env: { ...process.env, PROJECT: root, REPORTER: new URL('./acceptance-reporter.mjs', import.meta.url).href },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8');
    child.stderr.setEncoding('utf8');
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const unread = [];
      for (const line of output.split('\n')) {
        if (!line.startsWith('{"path":')) {
          unread.push(line);
          continue;
        }
        const { path, ok, why } = JSON.parse(line);
        const name = [file, ...path].join(' › ').replace(/\s+/g, ' ').trim();
        // Two scenarios of one name count as one, which passes when both do.
        results.set(name, ok ? results.get(name) : why);
      }
      if (results.size === 0 || (code !== 0 && [...results.values()].every((why) => why === undefined))) {
        results.set(`${file} › ${WHOLE}`, [...unread, errors].join('\n').trim());
      }
      done(results);
    });
  });
}

const known = new Set(
  readFileSync(join(root, LIST), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('#') && files.some((file) => line.startsWith(`${file} › `))),
);

const results = new Map();
for (const file of files) {
  const own = await runFile(file);
  const failed = [...own.values()].filter((why) => why !== undefined).length;
  console.log(`${file}: ${own.size - failed} passed, ${failed} failed`);
  for (const [name, why] of own) results.set(name, why);
}

const failing = [...results].filter(([, why]) => why !== undefined).map(([name]) => name);
const unexpected = failing.filter((name) => !known.has(name));
// Of a file that broke as a whole nothing is known.
const broken = (name) => results.get(`${name.split(' › ')[0]} › ${WHOLE}`) !== undefined;
const outdated = [...known].filter((name) => results.get(name) === undefined && !broken(name));

if (failing.length > unexpected.length) console.log(`\nKnown to fail (${LIST}): ${failing.length - unexpected.length}`);
if (unexpected.length > 0) {
  console.log(`\nThese fail and are not in ${LIST}:\n${unexpected.join('\n')}\n\nWhy:`);
  for (const name of unexpected) console.log(`- ${name}\n    ${results.get(name).replaceAll('\n', '\n    ')}`);
}
if (outdated.length > 0) {
  console.log(`\nThese no longer fail; remove their lines from ${LIST}, which only shrinks:\n${outdated.join('\n')}`);
}
if (unexpected.length + outdated.length > 0) process.exitCode = 1;
console.log(`\n${results.size - failing.length} passed, ${failing.length} failed`);
