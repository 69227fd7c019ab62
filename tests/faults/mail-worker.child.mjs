/** A process that works jobs and nothing else, of the built program, to be killed by tests. Its environment says where. */
import { readEnv } from '../../dist/server/env.js';
import { startJobs } from '../../dist/server/jobs/worker.js';
import { openServices } from '../../dist/server/services.js';

const { services } = await openServices(readEnv(), { connections: 6, applicationName: 'usher worker' });
await startJobs(services);
process.stdout.write('ready\n');
