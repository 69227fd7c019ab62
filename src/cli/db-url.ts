/** `usher db url`: prints where the database is; starts nothing. */
import { parseArgs } from 'node:util';
import { findLocalPostgresUrl } from '../db/local-postgres/index.ts';
import { readEnv } from '../env.ts';
import { StartupError } from '../errors.ts';

export async function run(args: string[]): Promise<void> {
  parseArgs({ args });
  const env = readEnv();
  const url = env.databaseUrl ?? (await findLocalPostgresUrl(env.dataDir));
  if (!url) {
    throw new StartupError(
      `No embedded PostgreSQL is running in ${env.dataDir}.`,
      'Start Usher first (npm start), or set USHER_DATA_DIR to the data folder it uses.',
    );
  }
  console.log(url);
}
