/**
 * `npm run bench:data`: the data set of the bench for whoever wants to look at a large site or measure it by hand. Goes
 * into the database of DATABASE_URL, or into the embedded one of USHER_DATA_DIR, as `npm start` would use them; refuses
 * one that has invites already. `--quick` takes a fifth of it.
 */
import { parseArgs } from 'node:util';
import pg from 'pg';
import { readEnv } from '../src/env.ts';
import { openServices } from '../src/services.ts';
import { loadSkewed, SIZES } from './data.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const size = SIZES[values.quick ? 'quick' : 'standard'];
// Opened as Usher does it: the database is migrated, and belongs to the secret that `npm start` will have.
const opened = await openServices(readEnv());
try {
  const url = opened.services.db.pool.options.connectionString;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query('select exists (select from invites) as used');
    if (rows[0].used) throw new Error('There are invites in this database already; give an empty one.');
    console.log(
      `Loading ${size.invites.toLocaleString('en-US')} invites and ${size.members.toLocaleString('en-US')} members …`,
    );
    const { veteran, crowd } = await loadSkewed(client, size);
    console.log(
      `Done. ${veteran.username} made the oldest ${size.oldest.toLocaleString('en-US')}; everybody is in ${crowd.name}.`,
    );
  } finally {
    await client.end();
  }
} finally {
  await opened.close();
}
