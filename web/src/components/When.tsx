import { formatMoment, locale } from '../i18n/index.tsx';

const STEPS = [
  ['minute', 60],
  ['hour', 3600],
  ['day', 86_400],
] as const;

/** "in 3 days", "2 hours ago"; the date itself beyond a month, when counting days helps nobody. */
function relative(iso: string, now: number): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  // What rounds to an hour is an hour, not sixty minutes.
  const [unit, size] = STEPS.findLast(([, length]) => Math.round(Math.abs(seconds) / 60) * 60 >= length) ?? STEPS[0];
  if (Math.abs(seconds) > 31 * 86_400)
    return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(new Date(iso));
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.round(seconds / size), unit);
}

/** A moment as people say it; the exact one, in the reader's time zone, on hover. `at` is an ISO time. */
export function When({ at }: { at: string }) {
  return (
    <time dateTime={at} title={formatMoment(at)}>
      {relative(at, Date.now())}
    </time>
  );
}
