import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';

const root = `${import.meta.dirname}/../src`;
// The command, and what the bench and the tests start by itself.
const parts = ['cli/main', 'env', 'services', 'http/app', 'jobs/worker', 'domain/imports/run-all'];
/** A program of its own, which a thread starts from: taken over as it is. */
const thread = 'passwords-thread.cjs';

/**
 * The server in a few files, the packages it uses among them: Node.js finds, reads and compiles them in a third of the time
 * that it needs for a thousand modules. Only what is native or looks for files of its own stays a package.
 */
export default defineConfig({
  root,
  publicDir: false,
  plugins: [
    {
      name: 'usher-thread',
      // Not `enforce: 'pre'`: Vite's own plugin drops assets of a server's build, and must have done so before.
      generateBundle() {
        this.emitFile({ type: 'asset', fileName: thread, source: readFileSync(`${root}/${thread}`) });
      },
    },
  ],
  ssr: { noExternal: true, external: ['@node-rs/argon2', 'pino'] },
  build: {
    ssr: true,
    target: 'node20',
    sourcemap: true,
    minify: false,
    emptyOutDir: true,
    rolldownOptions: {
      input: Object.fromEntries(parts.map((part) => [part, `${root}/${part}.ts`])),
      // `src/http/pages.ts` finds the pages from any file that is one folder deep.
      // No hashes: a server that is running finds what it loads late by the same name when a newer one has been built.
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
    },
  },
});
