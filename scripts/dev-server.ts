/** What `npm run dev` runs and restarts on every change: the server straight from its source. */
import { main } from '../src/cli/main.ts';

await main(['serve', ...process.argv.slice(2)]);
