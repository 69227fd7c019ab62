/** Words for looking at replies. */
import { expect } from 'vitest';
import type { Reply } from './client.ts';

/** A refusal in the contract's form: this status, words, and (for those that have one) this kind. */
export function expectError(reply: Reply, status: number, errorType?: string): void {
  expect(reply.status, reply.text).toBe(status);
  expect(reply.body.errors.length).toBeGreaterThan(0);
  for (const error of reply.body.errors) expect(error).toMatch(/\S/);
  if (errorType) expect(reply.body.error_type).toBe(errorType);
}
