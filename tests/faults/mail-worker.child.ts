/** A process that works jobs and nothing else, to be killed by mail-kill.test.ts. Its environment says where. */
import { readEnv } from '../../src/env.ts';
import { startJobs } from '../../src/jobs/worker.ts';
import { openServices } from '../../src/services.ts';

const { services } = await openServices(readEnv(), { connections: 6, applicationName: 'usher worker' });
await startJobs(services);
process.stdout.write('ready\n');
