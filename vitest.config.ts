import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts', 'web/**/*.test.ts', 'bench/**/*.test.ts'],
    globalSetup: ['tests/support/global-setup.ts'],
    // Generous: a machine that is busy with other things makes a test slow, not wrong.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // Two cores: more files at once only wait for each other.
    maxWorkers: 2,
    // Files of one worker share the program and a browser: loading both anew for each took as long as half of the tests.
    isolate: false,
  },
});
