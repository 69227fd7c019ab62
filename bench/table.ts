/** The results as a table, on the terminal and in bench/README.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

export interface Row {
  /** Number of the target. */
  target: string;
  what: string;
  usher: string;
  beside: string;
  result: string;
  goal: string;
  /** How far towards the goal: 1 is reached, 2 twice as good. Undefined: shown by a test, not by a figure. */
  reached?: number;
  /** Processor time of the servers for one request: Usher's, and the one beside it. */
  cpu?: string;
}

const HEAD = ['target', 'what', 'Usher', 'beside', 'result', 'goal', 'reached', 'CPU per request'];
const mark = ({ reached }: Row) => (reached === undefined ? '' : reached >= 1 ? 'yes' : 'no');

export const renderTable = (rows: readonly Row[]): string =>
  [
    `| ${HEAD.join(' | ')} |`,
    `| ${HEAD.map(() => '---').join(' | ')} |`,
    ...rows.map((row) => {
      const cells = [row.target, row.what, row.usher, row.beside, row.result, row.goal, mark(row), row.cpu ?? ''];
      return `| ${cells.join(' | ')} |`;
    }),
  ].join('\n');

export function describeMachine(postgres: string, loadBefore: number): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = `${loadBefore.toFixed(1)} before, ${loadavg()[0]!.toFixed(1)} at the end`;
  return `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${memory} GiB, Node ${process.version}, ${postgres}. Load of the machine: ${load}.`;
}

const README = new URL('README.md', import.meta.url);
const BEGIN = '<!-- last run -->';
const END = '<!-- end of last run -->';

export function writeReadme(text: string): void {
  const readme = readFileSync(README, 'utf8');
  const [before, rest] = readme.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined)
    throw new Error(`bench/README.md has lost its marks ${BEGIN} and ${END}`);
  writeFileSync(README, `${before}${BEGIN}\n\n${text}\n\n${END}${after}`);
}
