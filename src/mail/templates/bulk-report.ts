/** What became of a list of people to invite, to whoever uploaded it (contract D1). */
import type { Block, Content } from '../layout.ts';
import { oneLine } from '../text.ts';
import type { Words } from '../words.ts';

export interface ReportLine {
  line: number;
  email: string;
  /** Nothing was done; else only what was wrong was left out. */
  failed: boolean;
  problems: { code: string; value: string }[];
}

export interface BulkReportData {
  title: string;
  baseUrl: string;
  file_name: string;
  ended: 'done' | 'cancelled' | 'failed';
  invites: number;
  skipped: number;
  warnings: number;
  errors: number;
  unknown_columns: string;
  /** The first of the rows with problems, and of the addresses that have an account. */
  log: ReportLine[];
  held: string[];
}

function intro({ ended, file_name: file }: BulkReportData, words: Words): string {
  if (ended === 'done') return file ? words('bulk_intro', { file }) : words('bulk_intro_pasted');
  return file ? words('bulk_ended_early', { file }) : words('bulk_ended_early_pasted');
}

export function bulkReportMail(data: BulkReportData, words: Words): Content {
  const { title, invites, skipped, warnings, errors } = data;
  const fine = data.ended === 'done' && invites > 0 && errors === 0;
  const numbers = [
    words('bulk_invites', { count: invites }),
    words('bulk_skipped', { count: skipped }),
    words('bulk_warnings', { count: warnings }),
    words('bulk_errors', { count: errors }),
  ];
  const lines = data.log.map(({ line, email, failed, problems }) => {
    const why = problems.map(({ code, value }) => words(`row_${code}`, { value }, 'errors')).join(' ');
    return words(failed ? 'bulk_line_failed' : 'bulk_line_warned', { line, email, why });
  });
  const list = (heading: string, items: string[]): Block[] =>
    items.length === 0
      ? []
      : [
          { kind: 'paragraph', text: words(heading) },
          { kind: 'quote', text: items.join('\n') },
        ];
  return {
    subject: words(fine ? 'bulk_subject_fine' : 'bulk_subject_errors', { title }),
    blocks: [
      {
        kind: 'paragraph',
        text: intro(data, words),
      },
      ...(data.ended === 'done'
        ? []
        : [{ kind: 'paragraph', text: words(data.ended === 'failed' ? 'bulk_failed' : 'bulk_cancelled') } as const]),
      { kind: 'quote', text: numbers.join('\n') },
      ...(data.unknown_columns
        ? [{ kind: 'paragraph', text: words('bulk_columns', { columns: data.unknown_columns }) } as const]
        : []),
      ...list('bulk_log', lines),
      ...list('bulk_held', data.held.map(oneLine)),
      { kind: 'small', text: words('footer', { title, address: data.baseUrl }) },
    ],
  };
}

export const sample: BulkReportData = {
  title: 'Maple Street Garden',
  baseUrl: 'https://usher.example',
  file_name: 'neighbours.csv',
  ended: 'done',
  invites: 3,
  skipped: 1,
  warnings: 1,
  errors: 1,
  unknown_columns: 'phone',
  log: [
    {
      line: 4,
      email: 'noa(at)example.com',
      failed: true,
      problems: [{ code: 'email_invalid', value: 'noa(at)example.com' }],
    },
    { line: 7, email: 'dan@example.com', failed: false, problems: [{ code: 'unknown_group', value: 'gardenerz' }] },
  ],
  held: ['rina@example.com'],
};
