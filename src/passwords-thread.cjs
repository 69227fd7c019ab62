// @ts-check
/**
 * A thread that hashes passwords, one at a time, for passwords.ts. It steps back for everything else: on a machine whose
 * cores are all hashing, a page would wait milliseconds for its turn, query by query.
 *
 * JavaScript, not TypeScript: a thread starts from a file that Node.js itself can read, also where the sources are run
 * without being built. And CommonJS: each thread that loads a module has a loader of modules, 5 MB, of its own.
 */
const { readlinkSync } = require('node:fs');
const { setPriority } = require('node:os');
const { parentPort } = require('node:worker_threads');
const { hashSync, verifySync } = require('@node-rs/argon2');

/** As `nice` counts: half a dozen threads like this one weigh as much as one of the others. */
const NICENESS = 8;

try {
  // Linux gives each thread a priority of its own; this link names the one that reads it: <process>/task/<thread>.
  setPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)), NICENESS);
} catch {
  // Another system: hashes have the priority of the process.
}

parentPort?.on('message', (/** @type {import('./passwords.ts').HashTask} */ task) => {
  try {
    const value =
      task.against === undefined ? hashSync(task.password, task.options) : verifySync(task.against, task.password);
    parentPort?.postMessage({ value });
  } catch (error) {
    parentPort?.postMessage({ error: String(error) });
  }
});
