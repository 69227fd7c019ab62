import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { argon2Passwords } from './passwords.ts';

describe('hashing', () => {
  it('leaves the cores to others, lets a few wait, and asks the rest to come back', async () => {
    const passwords = argon2Passwords({ cores: 1, waiting: 2 });
    const hashes = [1, 2, 3].map((n) => passwords.hash(`password ${n}`));
    await expect(passwords.hash('one too many')).rejects.toMatchObject({
      kind: 'rate_limit',
      details: { code: 'busy', waitSeconds: 5 },
    });
    expect(new Set(await Promise.all(hashes)).size).toBe(3);
    // Whoever waited has been served, so there is room again.
    expect(await passwords.verify(await passwords.hash('a password'), 'a password')).toBe(true);
  });

  it('a failed hash gives its place back', async () => {
    const passwords = argon2Passwords({ cores: 1, waiting: 0 });
    await expect(passwords.verify('not a hash', 'a password')).rejects.toThrow();
    expect(await passwords.hash('a password')).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });

  it('nobody’s password is wrong', async () => {
    expect(await argon2Passwords({ cores: 1 }).verify(null, 'no such password')).toBe(false);
  });

  it.runIf(process.platform === 'linux')('is done by threads that step back for everything else', async () => {
    const passwords = argon2Passwords({ cores: 2 });
    // Niceness and processor time in clock ticks are the 19th and the 14th field of what Linux says of a thread.
    const threads = () =>
      readdirSync('/proc/self/task').map((id) => {
        const stat = readFileSync(`/proc/self/task/${id}/stat`, 'utf8');
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return { id, ticks: Number(fields[11]), nice: Number(fields[16]) };
      });
    await passwords.hash('a password');
    const before = new Map(threads().map(({ id, ticks }) => [id, ticks]));
    await Promise.all(Array.from({ length: 40 }, (_, n) => passwords.hash(`password ${n}`)));
    const since = ({ id, ticks }: { id: string; ticks: number }) => ticks - (before.get(id) ?? 0);
    const [busiest] = threads().toSorted((one, other) => since(other) - since(one));
    expect(since(busiest!)).toBeGreaterThan(5);
    expect(busiest!.nice).toBeGreaterThanOrEqual(8);
  });
});
