/** Works on all running imports, a part of each in turn, so that a short list does not wait for a long one. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Services } from '../../context.ts';
import { findImport, findRunningImport } from '../../db/imports.ts';
import { UsherError } from '../../errors.ts';
import { failImport } from './cancel.ts';
import { contextOfImports, runPart } from './run-part.ts';

/** Tries of one part when others are in its way, or the database is. */
const TRIES = 5;
const PAUSE_MS = 20;

/** What may be otherwise a moment later: a deadlock, a group that was deleted, a database that restarts. */
const passes = (error: unknown) =>
  error instanceof UsherError && ['conflict', 'not_found', 'unavailable'].includes(error.kind);

/** `runPart`, with a few tries when what stopped it may pass. */
export async function tryPart(services: Services, id: number, userId: number): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      return await runPart(services, id, userId);
    } catch (error) {
      services.log.warn({ err: error, import: id, tries }, 'a part of an import could not be done');
      if (tries === TRIES || !passes(error)) throw error;
      await pause(PAUSE_MS * 2 ** tries);
    }
  }
}

/** @param keepGoing asked before each part; what is left is taken up by the next start or sweep */
export async function runImports(services: Services, keepGoing: () => boolean): Promise<void> {
  while (keepGoing()) {
    const id = await findRunningImport(services.db);
    if (id === undefined) return;
    const one = await findImport(services.db, id);
    try {
      // Or it was deleted in between, with its account.
      if (one) await tryPart(services, one.id, one.created_by_id);
    } catch (error) {
      if (error instanceof UsherError && error.kind === 'unavailable') throw error;
      // One list that cannot go on must not hold up the others.
      await failImport(await contextOfImports(services), id);
    }
    // Requests go first.
    await pause(services.db.pool.waitingCount > 0 ? PAUSE_MS * 5 : 0);
  }
}
