import { existsSync, statfsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// The tests make and remove dozens of databases, and wait for the disk each time one of them commits. Where memory is
// plenty they are in memory.
const memory = '/dev/shm';
const isPlenty = ({ bavail, bsize }: { bavail: number; bsize: number }) => bavail * bsize > 8 * 2 ** 30;
if (!process.env.TMPDIR && existsSync(memory) && isPlenty(statfsSync(memory))) process.env.TMPDIR = memory;

/** Those with processes and browsers first: what takes longest must not begin last, alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => /\/(e2e|faults|local-postgres)\//.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts', 'web/**/*.test.ts', 'bench/**/*.test.ts'],
    sequence: { sequencer: LongestFirst },
    globalSetup: ['tests/support/global-setup.ts'],
    // Generous: a machine that is busy with other things makes a test slow, not wrong.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    // Three keep two cores busy: some wait, for a mail, for a process to end, for the disk. More only wait for each other.
    maxWorkers: 3,
    // Files of one worker share the program and a browser: loading both anew for each took as long as half of the tests.
    isolate: false,
  },
});
