import { SegmentedControl } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { FunnelPeriod, FunnelReply } from '../../../src/shared/wire/invite-funnel.ts';
import { request } from '../api.ts';
import { Problem } from '../components/Problem.tsx';
import { locale, t } from '../i18n/index.tsx';
import { GroupLink } from './GroupLink.tsx';
import './funnel.css';
import { type Line, LineChart } from './LineChart.tsx';
import { SkeletonRows } from './SkeletonRows.tsx';

interface InviteFunnelProps {
  /** One's own invites, or everybody's (for staff; with a group, for its owners). */
  scope: 'own' | 'all';
  /** Name of a group: only invites to it. */
  group?: string;
}

const KINDS = [
  { kind: 'invited', look: 'dashed' },
  { kind: 'sent', look: 'plain' },
  { kind: 'redeemed', look: 'strong' },
] as const satisfies { kind: keyof FunnelReply['totals']; look: Line['look'] }[];

const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const number = new Intl.NumberFormat(locale);

/** Invited, sent, redeemed over time: totals, a chart, and the same in numbers. */
export default function InviteFunnel({ scope, group }: InviteFunnelProps) {
  const title = useId();
  const [period, setPeriod] = useState<'day' | 'week'>('day');
  const { data, error } = useQuery({
    queryKey: ['invites', 'funnel', scope, group ?? '', period],
    queryFn: () => {
      const words = new URLSearchParams({ scope, period, ...(group && { group }) });
      return request<FunnelReply>('GET', `/invites/funnel.json?${words}`);
    },
    placeholderData: keepPreviousData,
    // It is counted every minute.
    refetchInterval: 60_000,
  });
  return (
    <section className="stack funnel" aria-labelledby={title}>
      <div className="row funnel-head">
        <h2 id={title}>{t('chart.title')}</h2>
        <SegmentedControl
          size="xs"
          aria-label={t('chart.period')}
          value={period}
          onChange={(value) => setPeriod(value as typeof period)}
          data={[
            { value: 'day', label: t('chart.days') },
            { value: 'week', label: t('chart.weeks') },
          ]}
        />
      </div>
      {error && !data && <Problem problem={error} />}
      {!error && !data && <SkeletonRows rows={2} />}
      {data && <Funnel reply={data} />}
    </section>
  );
}

const day = ({ starts_on }: FunnelPeriod) => date.format(new Date(starts_on));

function Funnel({ reply: { periods, totals, groups } }: { reply: FunnelReply }) {
  const [first, last] = [periods[0]!, periods.at(-1)!];
  const counts = ({ invited, sent, redeemed }: FunnelReply['totals']) => ({
    invited: number.format(invited),
    sent: number.format(sent),
    redeemed: number.format(redeemed),
  });
  return (
    <>
      <dl className="funnel-totals">
        {KINDS.map(({ kind, look }) => (
          <div key={kind}>
            <dt>
              <svg viewBox="0 0 24 4" width="24" height="4" aria-hidden="true">
                <line className={`chart-line ${look}`} x1="0" x2="24" y1="2" y2="2" />
              </svg>
              {t(`chart.${kind}`)}
            </dt>
            <dd>{number.format(totals[kind])}</dd>
          </div>
        ))}
      </dl>
      <LineChart
        lines={KINDS.map(({ kind, look }) => ({ name: kind, look, values: periods.map((one) => one[kind]) }))}
        labels={periods.map((one) => t('chart.point', { date: day(one), ...counts(one) }))}
        ends={[day(first), day(last)]}
        summary={t('chart.summary', { from: day(first), to: day(last), ...counts(totals) })}
      />
      <details>
        <summary>{t('chart.numbers')}</summary>
        <div className="funnel-numbers">
          <Numbers
            head={t('chart.from')}
            rows={periods.map((one) => ({ key: one.starts_on, head: day(one), ...one }))}
          />
        </div>
        <p className="soft small">{t('chart.counted')}</p>
      </details>
      {groups.length > 0 && (
        <div className="stack tight">
          <h3>{t('chart.groups')}</h3>
          <Numbers
            head={t('chart.group')}
            rows={groups.map((one) => ({ key: one.name, head: <GroupLink group={one} />, ...one }))}
          />
        </div>
      )}
    </>
  );
}

type Row = FunnelReply['totals'] & { key: string; head: React.ReactNode };

function Numbers({ head, rows }: { head: string; rows: Row[] }) {
  return (
    <table className="funnel-table">
      <thead>
        <tr>
          <th scope="col">{head}</th>
          {KINDS.map(({ kind }) => (
            <th key={kind} scope="col" className="number">
              {t(`chart.${kind}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">{row.head}</th>
            {KINDS.map(({ kind }) => (
              <td key={kind} className="number">
                {number.format(row[kind])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
