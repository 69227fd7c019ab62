/** `usher serve`: runs until it is told to stop. */
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { pino } from 'pino';
import { readEnv } from '../env.ts';
import { mailConfigured } from '../mail/configured.ts';
import { startServer } from '../server.ts';

export async function run(args: string[]): Promise<void> {
  parseArgs({ args });
  // After a full collection the heap may grow by this much, and a little, before the next one; left alone V8 lets it grow to
  // four times its size where memory is plenty. Measured (bench, target 14): 20 MB less under load; collections take three
  // hundredths of the time then, instead of less than one.
  setFlagsFromString('--heap-growing-percent=40');
  const env = readEnv();
  const log = pino({ level: env.logLevel, base: null }, pino.destination(2));
  const server = await startServer(env, { log });
  const mail = await mailConfigured(server.services);
  console.log(`Usher is ready: ${env.baseUrl}`);
  if (server.setupUrl) console.log(`Make the first administrator here (works once, for a day): ${server.setupUrl}`);
  if (!mail.configured)
    console.log(`No mail leaves this server: ${mail.reason} Mails are kept and can be read in the e-mail log.`);

  let stopping = false;
  const stop = (signal: string) => {
    // A second signal while requests finish must not start a second stop; the terminal sends it to npm and to us.
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    server.stop().then(
      () => process.exit(0),
      (err) => {
        log.error({ err }, 'did not stop in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
}
