/** `usher doctor`: looks at the installation and says, line by line, what is well and what to do about the rest. */
import { parseArgs } from 'node:util';
import { countMails, findServerVersion } from '../db/doctor.ts';
import { findAdminExists } from '../db/users.ts';
import { readEnv } from '../env.ts';
import { StartupError } from '../errors.ts';
import { mailConfigured } from '../mail/configured.ts';
import { withServices } from './open.ts';

interface Finding {
  check: string;
  state: 'ok' | 'warning' | 'failed';
  text: string;
}

async function examine(): Promise<Finding[]> {
  const findings: Finding[] = [];
  const add = (check: string, state: Finding['state'], text: string) => findings.push({ check, state, text });
  try {
    const env = readEnv();
    add('node', 'ok', `Node.js ${process.versions.node}.`);
    if (process.getuid?.() === 0)
      add('user', 'warning', 'Runs as root. An ordinary user is safer: see docs/operations.md.');
    await withServices(async ({ services }) => {
      const where = env.databaseUrl ? 'given by DATABASE_URL' : `embedded, in ${env.dataDir}`;
      add('database', 'ok', `PostgreSQL ${await findServerVersion(services.db)}, ${where}; up to date.`);
      add('secret', 'ok', 'The secret belongs to this database. Keep a copy of it with your backups.');
      if (await findAdminExists(services.db)) add('admin', 'ok', 'There is an administrator.');
      else
        add(
          'admin',
          'warning',
          'There is no administrator yet: open the address that "usher serve" prints, or run "usher admin create".',
        );
      const mail = await mailConfigured(services);
      if (mail.configured) add('mail', 'ok', `Mail goes out as ${mail.from}.`);
      else add('mail', 'warning', `No mail leaves this server: ${mail.reason}`);
      const { waiting, failed } = await countMails(services.db);
      if (waiting > 0) add('outbox', mail.configured ? 'ok' : 'warning', `${waiting} mails wait to be sent.`);
      if (failed > 0) add('outbox', 'warning', `${failed} mails failed; Admin > E-mail logs says why.`);
      const settings = await services.settings.now();
      if (env.baseUrl.startsWith('https:') && !settings.force_https) {
        add(
          'https',
          'warning',
          'BASE_URL is https, but the site setting force_https is off: cookies may travel unencrypted.',
        );
      }
    });
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    add('start', 'failed', `${error.message} ${error.advice}`);
  }
  return findings;
}

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } });
  const findings = await examine();
  if (findings.some((finding) => finding.state === 'failed')) process.exitCode = 1;
  if (values.json) {
    console.log(JSON.stringify({ ok: process.exitCode !== 1, findings }));
    return;
  }
  const mark = { ok: 'ok     ', warning: 'warning', failed: 'FAILED ' };
  for (const { check, state, text } of findings) console.log(`${mark[state]}  ${check.padEnd(9)} ${text}`);
}
