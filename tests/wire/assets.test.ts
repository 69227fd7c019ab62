/** What a browser gets of the built pages' files. */
import { expect, it } from 'vitest';
import { startApp } from '../support/app.ts';
import { ensureBuilt } from '../support/serve.ts';

it('are compressed, and kept for a year', async () => {
  await ensureBuilt();
  const t = await startApp();
  try {
    const html = await (await fetch(`${t.url}/login`, { headers: { Accept: 'text/html' } })).text();
    const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1]!);
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      const plain = await (await fetch(t.url + file, { headers: { 'Accept-Encoding': 'identity' } })).text();
      for (const encoding of ['br', 'gzip']) {
        const reply = await fetch(t.url + file, { headers: { 'Accept-Encoding': encoding } });
        expect(reply.headers.get('content-encoding'), file).toBe(encoding);
        expect(reply.headers.get('vary')).toMatch(/accept-encoding/i);
        expect(reply.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
        expect(reply.headers.get('content-type')).toMatch(/^(application|text)\/(javascript|css)/);
        expect(await reply.text()).toBe(plain);
      }
    }
  } finally {
    await t.close();
  }
});
