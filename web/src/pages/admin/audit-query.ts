import type { StaffActionLog, StaffActionLogsReply } from '../../../../src/shared/wire/logs.ts';
import { request } from '../../api.ts';
import { type SentenceKey, t } from '../../i18n/index.tsx';
import { dayEnd, dayStart } from './day.ts';

export interface AuditFilter {
  actor?: string;
  target?: string;
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

/** What changed, or whatever else was written down, on one line or several. */
export function changeOf(log: StaffActionLog): string {
  const change =
    log.previous_value !== null || log.new_value !== null
      ? t('audit.change', { before: log.previous_value || '–', after: log.new_value || '–' })
      : '';
  return change || (log.details ?? '');
}
