/** What an operator meets first: starts that cannot work say why and what to do, and commands work beside the server. */
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { makeClient } from '../support/client.ts';
import { databaseUrl } from '../support/global-setup.ts';
import { type Installation, makeInstallation, type Output, type Serve } from '../support/serve.ts';

let home: Installation;
beforeAll(async () => {
  home = await makeInstallation();
});
afterAll(() => home?.remove());

/** Sentences for a person, no stack, nothing on standard output. */
function expectTold({ code, stdout, stderr }: Output, status: number, ...parts: (string | RegExp)[]): void {
  expect(stdout).toBe('');
  const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{"level":30'));
  const words = lines.join('\n');
  for (const part of parts) expect(words).toMatch(part);
  expect(words).not.toMatch(/^ {4}at |Error:/m);
  expect(lines.length, words).toBeLessThan(15);
  expect(code, words).toBe(status);
}

const ADMIN = { USHER_ADMIN_USERNAME: 'dana', USHER_ADMIN_EMAIL: 'dana@example.com' };

describe('a start that cannot work says why and what to do', () => {
  it('without a command, or with one that is none: the list of commands', async () => {
    const asked = await home.run([]);
    expect(asked.code).toBe(0);
    for (const name of ['serve', 'migrate', 'admin create', 'api-key create', 'invite', 'db url', 'doctor'])
      expect(asked.stdout).toContain(`usher ${name}`);
    expectTold(await home.run(['conquer']), 2, 'usher serve');
    for (const command of [['serve'], ['migrate'], ['db', 'url']])
      expectTold(await home.run([...command, '--now']), 2, /--now/, `Usage: usher ${command.join(' ')}`);
  });

  it('values it cannot use', async () => {
    const told = (env: Record<string, string>) => home.run(['serve'], { env });
    expectTold(await told({ PORT: 'eighty' }), 1, 'PORT is "eighty"', 'whole number');
    expectTold(await told({ USHER_SECRET: 'short' }), 1, 'USHER_SECRET is too short', '32 bytes');
    expectTold(await told({ DATABASE_URL: 'mysql://u:pw@h/x' }), 1, 'DATABASE_URL', 'postgres://');
    expectTold(await told(ADMIN), 1, 'USHER_ADMIN_PASSWORD', 'all three');
  });

  it('a database that is not there, or lets nobody in', async () => {
    const address = new URL(databaseUrl(inject('postgresUrl'), 'nobody_made_this'));
    const told = (change: Partial<URL>) =>
      home.run(['serve'], { env: { DATABASE_URL: Object.assign(new URL(address.href), change).href } });
    const nobody = await told({ port: '1', password: 'hidden-password' });
    expectTold(nobody, 1, 'database at 127.0.0.1:1 cannot be reached', 'DATABASE_URL');
    expect(nobody.stderr).not.toContain('hidden-password');
    expectTold(await told({ password: 'wrong' }), 1, 'does not let "usher" in', 'password in DATABASE_URL');
    expectTold(await told({}), 1, 'no database "nobody_made_this"', 'Create it');
  });

  it('an admin whose password is too weak: nobody is made', async () => {
    expectTold(
      await home.run(['serve'], { env: { ...ADMIN, USHER_ADMIN_PASSWORD: 'short' } }),
      1,
      'USHER_ADMIN_',
      /15/,
    );
  });

  it('a port that is taken', async () => {
    const holder: Server = createServer();
    await new Promise<void>((resolve) => holder.listen(home.port, '127.0.0.1', resolve));
    try {
      expectTold(await home.run(['serve']), 1, `Port ${home.port} is taken`, 'PORT');
    } finally {
      await new Promise((resolve) => holder.close(resolve));
    }
    expect(home.postgresPid(), 'what it had started is stopped again').toBeUndefined();
  });

  it('a secret that is not the database’s', async () => {
    const env = { USHER_SECRET: 'some other secret that is long enough' };
    expectTold(await home.run(['serve'], { env }), 1, 'secret does not belong to this database', 'backup');
    expectTold(await home.run(['doctor'], { env }).then(swapped), 1, 'secret does not belong');
  });
});

/** The doctor reports on standard output. */
const swapped = (output: Output): Output => ({ ...output, stdout: '', stderr: output.stdout });

describe('commands beside a running server', () => {
  let server: Serve;
  beforeAll(async () => {
    server = await home.serve();
  });

  it('admin create reads the password from standard input and minds the rules', async () => {
    const create = (username: string, input: string) =>
      home.run(['admin', 'create', '--username', username, '--email', `${username}@example.com`, '--json'], { input });
    expectTold(await create('weak', 'short\n'), 1, /15/);
    const made = await create('dana', 'seven Green apples\n');
    expect(made.code, made.stderr).toBe(0);
    expect(JSON.parse(made.stdout)).toMatchObject({ username: 'dana', email: 'dana@example.com' });
    expectTold(await create('dana', 'seven Green apples\n'), 1, /taken|unique/i);
    const browser = makeClient(home.url, undefined);
    const login = await browser.post('/session.json', { login: 'dana', password: 'seven Green apples' });
    expect(login.body.user?.username, login.text).toBe('dana');
  });

  it('api-key create prints the key and nothing else', async () => {
    const made = await home.run(['api-key', 'create', '--description', 'script']);
    expect(made.stdout, made.stderr).toMatch(/^[0-9a-f]{64}\n$/);
    expect(made.code).toBe(0);
    const client = makeClient(home.url, { 'Api-Key': made.stdout.trim(), 'Api-Username': 'dana' });
    expect((await client.get('/admin/api/keys.json')).body.keys).toHaveLength(1);
    expectTold(await home.run(['api-key', 'create']), 2, '--description', 'Usage: usher api-key create');
    expectTold(await home.run(['api-key', 'create', '--description', 'x', '--username', 'nobody']), 2, 'nobody');
  });

  it('invite obeys the rules and prints what a script needs', async () => {
    const made = await home.run(['invite', 'ana@example.com', '--json', '--as', 'dana']);
    expect(made.code, made.stderr).toBe(0);
    const reply = JSON.parse(made.stdout);
    expect(reply).toMatchObject({ email: 'ana@example.com', groups: [] });
    expect((await fetch(`${reply.link}.json`)).status).toBe(200);
    expectTold(await home.run(['invite', 'not-an-address']), 1, /address|email/i);
    expectTold(await home.run(['invite']), 2, 'Usage: usher invite');
    const automatic = await home.run(['invite', 'ben@example.com', '--groups', 'admins']);
    expectTold(automatic, 1, /\S/);
    expect(await home.sql("select 1 from invites where email = 'ben@example.com'")).toEqual([]);
  });

  it('invite takes several addresses, adds who has an account, and answers for each', async () => {
    const key = (await home.run(['api-key', 'create', '--description', 'groups'])).stdout.trim();
    const client = makeClient(home.url, { 'Api-Key': key, 'Api-Username': 'dana' });
    expect((await client.post('/admin/groups.json', { group: { name: 'readers' } })).status).toBe(200);
    const call = ['invite', 'cy@example.com', 'DANA@example.com', 'nowhere', '--groups', 'readers', '--as', 'dana'];
    const made = await home.run([...call, '--json']);
    expect(made.code, made.stderr).toBe(3);
    const lines = made.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { email: 'cy@example.com', outcome: 'invited', groups: [{ name: 'readers' }] },
      { email: 'DANA@example.com', outcome: 'added', username: 'dana', groups: [{ name: 'readers' }] },
      { email: 'nowhere', outcome: 'failed', error: expect.stringMatching(/address/) },
    ]);
    const again = await home.run(call);
    expect(again.code).toBe(3);
    expect(again.stdout).toContain('DANA@example.com is a member already.');
    expect(again.stderr).toContain('nowhere: ');
    const members = await home.sql(
      "select u.username from group_users m join groups g on g.id = m.group_id join users u on u.id = m.user_id where g.name = 'readers'",
    );
    expect(members).toEqual([{ username: 'dana' }]);
  });

  it('explain says what the API says', async () => {
    const made = await home.run(['admin', 'create', '--username', 'mona', '--email', 'mona@example.com'], {
      input: 'seven Green apples\n',
    });
    expect(made.code, made.stderr).toBe(0);
    await home.sql("update users set admin = false, trust_level = 0 where username = 'mona'");
    const key = (await home.run(['api-key', 'create', '--description', 'rules'])).stdout.trim();
    const client = makeClient(home.url, { 'Api-Key': key, 'Api-Username': 'dana' });
    for (const [username, can_invite] of [
      ['dana', true],
      ['mona', false],
    ] as const) {
      const told = await home.run(['explain', username, 'readers', '--json']);
      expect(told.code, told.stderr).toBe(0);
      const { body } = await client.get(`/invites/explain.json?username=${username}&group=readers`);
      expect(JSON.parse(told.stdout)).toEqual(body);
      expect(body.can_invite).toBe(can_invite);
    }
    expect((await home.run(['explain', 'mona', 'readers'])).stdout).toMatch(/mona may not invite to readers:\n/);
  });

  it('db url and doctor tell where things stand', async () => {
    const url = await home.run(['db', 'url']);
    expect(url.stdout).toMatch(/^postgres:\/\/usher:[^@]+@127\.0\.0\.1:\d+\/usher\n$/);
    const report = await home.run(['doctor', '--json']);
    const { ok, findings } = JSON.parse(report.stdout) as { ok: boolean; findings: { check: string; state: string }[] };
    expect(ok, report.stdout).toBe(true);
    const state = (check: string) => findings.find((finding) => finding.check === check)?.state;
    for (const check of ['node', 'database', 'secret', 'admin']) expect(state(check), check).toBe('ok');
    expect(state('mail')).toBe('warning');
    expect(report.code).toBe(0);
  });

  it('none of them stopped the database under the server; the server’s own end does', async () => {
    expect(await (await fetch(`${home.url}/srv/status`)).text()).toBe('ok');
    const ended = await server.stop();
    expect(ended.code, ended.stderr).toBe(0);
    expect(home.postgresPid()).toBeUndefined();
    expectTold(await home.run(['db', 'url']), 1, 'No embedded PostgreSQL is running', 'npm start');
  });
});
