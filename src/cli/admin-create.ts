/** `usher admin create`: an administrator, made by whoever runs the server. The password never stands on a command line. */
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { createAdmin } from '../domain/setup/create-first-admin.ts';
import { translate } from '../translate.ts';
import { askHidden } from './ask-hidden.ts';
import { UsageError } from './main.ts';
import { contextFor, withServices } from './open.ts';

async function readPassword(): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).replace(/\r?\n$/, '');
  const password = await askHidden('Password: ');
  if ((await askHidden('Once more: ')) !== password) throw new UsageError('The two passwords differ.');
  return password;
}

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      username: { type: 'string' },
      email: { type: 'string' },
      name: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  const { username, email, name } = values;
  if (!username || !email) throw new UsageError('An administrator needs --username and --email.');
  const password = await readPassword();
  await withServices(
    async (opened) => {
      const ctx = await contextFor(opened);
      const made = await createAdmin(ctx, { username, email, password, name });
      if (made.kind === 'refused') {
        for (const { code, params } of made.problems) console.error(translate('en', 'errors', code, params));
        process.exitCode = 1;
        return;
      }
      const done = { id: made.id, username, email };
      console.log(
        values.json
          ? JSON.stringify(done)
          : `${username} is an administrator now. Log in at ${ctx.services.env.baseUrl}/login`,
      );
    },
    { mayBegin: true },
  );
}
