/** `usher migrate`: what every start does, alone. */
import { withServices } from './open.ts';

export const run = (): Promise<void> =>
  withServices(async () => {
    console.log('The database is up to date.');
  });
