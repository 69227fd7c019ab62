import type { StaffActionLog, StaffActionLogsReply } from '../../../../src/shared/wire/logs.ts';
import { request } from '../../api.ts';
import { formatMoment, type SentenceKey, t } from '../../i18n/index.tsx';
import { dayEnd, dayStart } from './day.ts';

export interface AuditFilter {
  actor?: string;
  target?: string;
  group?: string;
  action?: string;
  subject?: string;
  since?: string;
  until?: string;
}

/** One page of what staff did, newest first. @param page from 0 */
export function fetchAudit(filter: AuditFilter, page: number, limit: number): Promise<StaffActionLogsReply> {
  const query = new URLSearchParams({
    acting_user: filter.actor ?? '',
    target_user: filter.target ?? '',
    group: filter.group ?? '',
    action_name: filter.action ?? '',
    subject: filter.subject ?? '',
    start_date: dayStart(filter.since),
    end_date: dayEnd(filter.until),
    page: String(page),
    limit: String(limit),
  });
  return request('GET', `/admin/logs/staff_action_logs.json?${query}`);
}

/** An action in words; one that has none yet by its name. */
export function actionWord(action: string): string {
  const key = `audit_action.${action}`;
  const word = t(key as SentenceKey);
  return word === key ? action.replaceAll('_', ' ') : word;
}

/** Moments are stored as clients send them; "for ever" is the last one there is. */
const shown = (value: string): string => {
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return value;
  return value.startsWith('9999') ? t('restrict_until.forever') : formatMoment(value);
};

/** What changed, and whatever else was written down, line by line. */
export function linesOf({ previous_value: before, new_value: after, details }: StaffActionLog): string[] {
  // With both values at hand the details only repeat them.
  if (before !== null && after !== null)
    return [t('audit.change', { before: shown(before) || '–', after: shown(after) || '–' })];
  return [after ?? before, details].flatMap((line) => (line ? [shown(line)] : []));
}
