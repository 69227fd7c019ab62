/** `usher migrate`: what every start does, alone. */
import { parseArgs } from 'node:util';
import { withServices } from './open.ts';

export async function run(args: string[]): Promise<void> {
  parseArgs({ args });
  await withServices(
    async () => {
      console.log('The database is up to date.');
    },
    { mayBegin: true },
  );
}
