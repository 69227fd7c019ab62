import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import mantine from 'postcss-preset-mantine';
import { defineConfig, type Plugin } from 'vite';

/** The server fills these marks in when it serves the built pages; Vite's own server has to do the same. */
function fillMarksInDevelopment(): Plugin {
  return {
    name: 'usher-marks',
    apply: 'serve',
    transformIndexHtml: (html) =>
      html.replaceAll('__LANG__', 'en').replaceAll('__DIR__', 'ltr').replaceAll('__TITLE__', 'Usher'),
  };
}

/** Beside each asset, what browsers get of it: compressed once, as well as possible, and never again while serving. */
function compressAssets(): Plugin {
  const ways = { '.br': promisify(brotliCompress), '.gz': promisify(gzip) };
  return {
    name: 'usher-compress',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      const assets = Object.values(bundle).filter(({ fileName }) => /\.(js|css|svg)$/.test(fileName));
      for (const asset of assets) {
        const content = asset.type === 'chunk' ? asset.code : asset.source;
        for (const [ending, compress] of Object.entries(ways))
          await writeFile(join(dir!, `${asset.fileName}${ending}`), await compress(content));
      }
    },
  };
}

/** Two pages: the app, and the light page that invitees open on a phone, from mail, once. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), fillMarksInDevelopment(), compressAssets()],
  css: { postcss: { plugins: [mantine({ features: { lightDarkFunction: false } })] } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // Browsers without it only fetch a little later; the polyfill would be one more file for everybody.
    modulePreload: { polyfill: false },
    // The content security policy allows scripts and fonts from our own address only: nothing becomes a data: URL.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: {
        app: `${import.meta.dirname}/index.html`,
        light: `${import.meta.dirname}/light.html`,
      },
      // Few files: each is a request of its own, and a phone pays for each. React is one, what both entries use another, what
      // the app begins with the third, and what four screens or more have in common the fourth. Left to itself, the bundler
      // makes four dozen of what the app begins with. The entries themselves stay out of it: base.css, which they share,
      // must come after the styles of Mantine.
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\//, priority: 3 },
            {
              name: 'shared',
              test: /web\/src\/(components|i18n|[\w-]+\.(ts|svg))|i18n\/\w+\/common|preload-helper/,
              priority: 2,
            },
            { name: 'app', test: /node_modules|web\/src\/(app\/(?!main)|ui\/)/, tags: ['$initial'], priority: 1 },
            { name: 'ui', test: /node_modules|web\/src\/(ui|pages)\//, minShareCount: 4 },
          ],
        },
      },
    },
  },
});
