/** A running Usher keeps its embedded server running: when that is killed, requests fail until it is back, not until a restart. */
import { setTimeout as delay } from 'node:timers/promises';

/** Between attempts to start a server that does not start, say because its disk is full. */
const RETRY_MS = 2000;

export interface KeepAlive {
  /** A connection broke, or none was to be had: looks after the server. Returns at once. */
  lost(): void;
  /** From now on a server that dies stays dead. Waits for a start that is under way. */
  stop(): Promise<void>;
}

/**
 * @param local its `revive` is called until it succeeds; PostgreSQL's own lock sees to it that of several Usher processes
 * one starts the server
 * @param told what became of it: `revived`, with its address from now on, or why it does not start
 */
export function keepAlive(
  local: { readonly url: string; revive(): Promise<boolean> },
  told: { revived(url: string): void; failed(error: unknown): void },
): KeepAlive {
  const stopping = new AbortController();
  let work: Promise<void> | undefined;

  const look = async () => {
    while (!stopping.signal.aborted) {
      try {
        if (await local.revive()) told.revived(local.url);
        return;
      } catch (error) {
        told.failed(error);
      }
      await delay(RETRY_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
  };
  return {
    lost() {
      work ??= look().finally(() => {
        work = undefined;
      });
    },
    async stop() {
      stopping.abort();
      await work;
    },
  };
}
