/** `npm run openapi`: writes docs/openapi.json, the description of all routes. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildOpenApi } from '../src/http/openapi.ts';
import { routes } from '../src/http/routes/index.ts';

const file = fileURLToPath(new URL('../docs/openapi.json', import.meta.url));
writeFileSync(file, `${JSON.stringify(buildOpenApi(routes), null, 2)}\n`);
