/** Lists to import, over the wire. */
import type { Client, Reply } from './client.ts';
import { until } from './smtp.ts';

/** Uploads a text as `POST /imports.json` does for what is pasted. */
export const uploadText = (client: Client, text: string, query = ''): Promise<Reply> =>
  client.post(`/imports.json${query}`, text, { encoding: 'raw', headers: { 'Content-Type': 'text/csv' } });

/** The same in a form, as browsers send files. */
export function uploadForm(
  client: Client,
  path: string,
  file: string | undefined,
  { name = 'list.csv', part = 'file', field = 'something' }: { name?: string; part?: string; field?: string } = {},
): Promise<Reply> {
  const boundary = '----usher-test';
  const parts = [
    `--${boundary}\r\nContent-Disposition: form-data; name="${field}"\r\n\r\nelse\r\n`,
    ...(file === undefined
      ? []
      : [
          `--${boundary}\r\nContent-Disposition: form-data; name="${part}"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n${file}\r\n`,
        ]),
    `--${boundary}--\r\n`,
  ];
  const headers = { 'Content-Type': `multipart/form-data; boundary=${boundary}` };
  return client.post(path, parts.join(''), { encoding: 'raw', headers });
}

/** Waits until an import has ended. */
export const ended = (client: Client, id: number, ms?: number): Promise<Reply['body']> =>
  until(
    `import ${id} to end`,
    async () => {
      const { body } = await client.get(`/imports/${id}.json`);
      return ['done', 'cancelled', 'failed'].includes(body.state) && body;
    },
    ms,
  );

export const sumOf = (sums: Record<string, number>): number => Object.values(sums).reduce((a, b) => a + b, 0);
