import { Button } from '@mantine/core';
import { useState } from 'react';
import type { StaffActionLog } from '../../../../src/shared/wire/logs.ts';
import { t } from '../../i18n/index.tsx';
import { tell, tellProblem } from '../../ui/notices.tsx';
import { type AuditFilter, fetchAudit } from './audit-query.ts';
import { csvText } from './csv.ts';

const PAGE = 200;
/** Lines in one file; whoever wants more asks by time. */
const MOST = 20_000;

/** Everything that the filter finds, not only what is on the screen. */
async function fetchAll(filter: AuditFilter, onProgress: (lines: number) => void): Promise<StaffActionLog[]> {
  const lines = new Map<number, StaffActionLog>();
  for (let page = 0; lines.size < MOST; page++) {
    const { staff_action_logs: logs } = await fetchAudit(filter, page, PAGE);
    // What is written meanwhile moves the pages; a line that comes twice counts once.
    for (const log of logs) lines.set(log.id, log);
    onProgress(lines.size);
    if (logs.length < PAGE) break;
  }
  return [...lines.values()];
}

const COLUMNS = [
  'created_at',
  'acting_user',
  'action_name',
  'target_user',
  'subject',
  'previous_value',
  'new_value',
  'details',
  'context',
  'email',
  'ip_address',
] as const;

const row = (log: StaffActionLog): string[] =>
  COLUMNS.map((column) => {
    const value = log[column];
    return typeof value === 'object' ? (value?.username ?? '') : value;
  });

function save(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `audit-${new Date().toISOString().slice(0, 10)}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}

/** Saves what the filter finds as a table. */
export function AuditExport({ filter }: { filter: AuditFilter }) {
  const [lines, setLines] = useState<number>();
  const run = async () => {
    if (lines !== undefined) return;
    setLines(0);
    try {
      const logs = await fetchAll(filter, setLines);
      save(csvText([[...COLUMNS], ...logs.map(row)]));
      tell(t(logs.length >= MOST ? 'audit.exported_most' : 'audit.exported', { count: logs.length }));
    } catch (problem) {
      tellProblem(problem);
    }
    setLines(undefined);
  };
  return (
    <Button variant="default" aria-disabled={lines !== undefined} onClick={run}>
      {lines === undefined ? t('audit.export') : t('audit.exporting', { count: lines })}
    </Button>
  );
}
