/** The results as a picture beside the table: one bar for each row, the line is the goal. */
import { writeFileSync } from 'node:fs';
import { escapeHtml } from '../src/shared/escape-html.ts';
import type { Row } from './table.ts';

const WIDTH = 960;
const TEXT = 470;
const ROW = 22;
const TOP = 34;
/** Bars end here: what is twice as good as asked needs no more room. */
const MOST = 2;
const BAR = WIDTH - TEXT - 110;

/** Colours of both themes stand in the file itself: README pages show it as an image, on white or on black. */
const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #1f2328; }
  .faint { fill: #59636e; } .goal { stroke: #1f2328; stroke-dasharray: 4 3; }
  .yes { fill: #1a7f37; } .no { fill: #bc4c00; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .faint { fill: #9198a1; } .goal { stroke: #e6edf3; }
    .yes { fill: #3fb950; } .no { fill: #f0883e; }
  }`;

const shorten = (text: string, length: number) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

/** @param rows those without a figure are left out */
export function renderChart(rows: readonly Row[]): string {
  const shown = rows.flatMap(({ reached, ...row }) => (reached === undefined ? [] : [{ ...row, reached }]));
  const height = TOP + shown.length * ROW + 12;
  const goal = TEXT + BAR / MOST;
  const bars = shown.map(({ target, what, result, goal: asked, reached }, index) => {
    const y = TOP + index * ROW;
    const width = Math.max(1, (Math.min(reached, MOST) / MOST) * BAR).toFixed(0);
    const label = shorten(`${target}: ${what.split('; beside')[0]!.replaceAll('`', '')}`, 68);
    // A sign besides the colour, for those who do not see it.
    return `<text x="${TEXT - 10}" y="${y + 13}" text-anchor="end">${escapeHtml(label)}</text>
  <rect class="${reached >= 1 ? 'yes' : 'no'}" x="${TEXT}" y="${y + 2}" width="${width}" height="14" rx="2"/>
  <text class="faint" x="${TEXT + BAR + 8}" y="${y + 13}">${reached >= 1 ? '✓' : '✗'} ${escapeHtml(shorten(result.split(',')[0]!, 14))}<title>${escapeHtml(`${result}, asked for ${asked}`)}</title></text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="How far each target is reached; the table below says the same in figures">
  <style>${STYLE}
  </style>
  <text class="faint" x="${goal}" y="16" text-anchor="middle">goal</text>
  <text class="faint" x="${TEXT + BAR}" y="16" text-anchor="middle">twice as good</text>
  ${bars.join('\n  ')}
  <line class="goal" x1="${goal}" x2="${goal}" y1="22" y2="${height - 8}"/>
</svg>
`;
}

export const writeChart = (rows: readonly Row[]): void =>
  writeFileSync(new URL('last-run.svg', import.meta.url), renderChart(rows));
