/** A lock between processes of one clone. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 15 * 60_000;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The lock's holder: a process number, 0 while the file is being written, undefined when nobody has it. */
function holderOf(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes the lock of a process that died, and only that one: another may take over the lock at this moment. */
function removeDead(file, pid) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (holderOf(aside) === pid) rmSync(aside);
    else renameSync(aside, file);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

/**
 * Runs `work` while no other process that uses the same lock file does.
 * @param {string} file
 * @param {() => Promise<void>} work
 */
export async function oneAtATime(file, work) {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  for (const until = Date.now() + PATIENCE_MS; !take(file); await delay(100)) {
    const holder = holderOf(file);
    if (holder && !isAlive(holder)) removeDead(file, holder);
    else if (holder && !told) {
      told = true;
      console.log(`Waiting for process ${holder}, which is doing the same …`);
    }
    if (Date.now() > until)
      throw new Error(`Process ${holder} has held ${file} too long. If it is something else, delete that file.`);
  }
  try {
    await work();
  } finally {
    rmSync(file, { force: true });
  }
}
