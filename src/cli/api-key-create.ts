/** `usher api-key create`: prints the new key alone on standard output, this once. */
import { parseArgs } from 'node:util';
import { createApiKey } from '../domain/api-keys/create.ts';
import { UsherError } from '../errors.ts';
import { UsageError } from './main.ts';
import { contextFor, withServices } from './open.ts';

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { description: { type: 'string' }, username: { type: 'string' }, json: { type: 'boolean' } },
  });
  const { description, username } = values;
  if (!description?.trim()) throw new UsageError('Say what the key is for: --description TEXT');
  await withServices(async (opened) => {
    const ctx = await contextFor(opened);
    const { key, row } = await createApiKey(ctx, { description, username }).catch((error: unknown) => {
      const unknown = error instanceof UsherError && error.kind === 'not_found';
      throw unknown ? new UsageError(`There is no user named ${username}.`) : error;
    });
    const { id, created_at } = row;
    console.log(values.json ? JSON.stringify({ id, key, description, username: username ?? null, created_at }) : key);
  });
}
