/** A small chart of a few lines over time. Its numbers must be in a table beside it: the picture alone is for eyes. */
import { locale } from '../i18n/index.tsx';
import { roundTop } from './round-top.ts';

export interface Line {
  name: string;
  values: readonly number[];
  /** How it is drawn: `.chart-line.<look>`, told apart by dashes as well as by colour. */
  look: 'plain' | 'dashed' | 'strong';
}

interface LineChartProps {
  lines: readonly Line[];
  /** What each place along the chart says when it is pointed at. */
  labels: readonly string[];
  /** Under its beginning and its end. */
  ends: readonly [string, string];
  summary: string;
}

const WIDTH = 1000;
const HEIGHT = 100;

export function LineChart({ lines, labels, ends, summary }: LineChartProps) {
  const top = roundTop(Math.max(0, ...lines.flatMap(({ values }) => values)));
  const last = Math.max(1, labels.length - 1);
  // Time goes the way one reads.
  const x = (place: number) => (WIDTH * (locale === 'he' ? last - place : place)) / last;
  const y = (value: number) => HEIGHT * (1 - value / top);
  const number = new Intl.NumberFormat(locale, { notation: 'compact' });
  return (
    <div className="chart">
      <div className="chart-scale" aria-hidden="true">
        {[top, top / 2, 0].map((value) => (
          <span key={value}>{number.format(value)}</span>
        ))}
      </div>
      {/* Stretched to the room there is; strokes keep their width. */}
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={summary}>
        {[0, 0.5, 1].map((part) => (
          <line key={part} className="chart-grid" x1="0" x2={WIDTH} y1={part * HEIGHT} y2={part * HEIGHT} />
        ))}
        {lines.map(({ name, values, look }) => (
          <polyline
            key={name}
            className={`chart-line ${look}`}
            points={values.map((value, place) => `${x(place)},${y(value)}`).join(' ')}
          />
        ))}
        {labels.map((label, place) => (
          <rect
            key={label}
            className="chart-place"
            x={x(place) - WIDTH / last / 2}
            width={WIDTH / last}
            height={HEIGHT}
          >
            <title>{label}</title>
          </rect>
        ))}
      </svg>
      <div className="chart-ends" aria-hidden="true">
        {ends.map((end) => (
          <span key={end}>{end}</span>
        ))}
      </div>
    </div>
  );
}
