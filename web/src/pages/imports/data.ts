/** Imports (lists of people to invite) as the screens read and change them: all by the public API. */
import { queryOptions } from '@tanstack/react-query';
import type {
  EditedRowReply,
  ImportListReply,
  ImportReply,
  ImportRowsReply,
} from '../../../../src/shared/wire/imports.ts';
import { request } from '../../api.ts';
import { queryClient } from '../../app/queries.ts';
import type { SentenceKey } from '../../i18n/index.tsx';
import type { Tone } from '../../ui/StatusChip.tsx';

/** What the dry run says of a row, in the order of the chips. */
export const STATES = ['problem', 'new', 'existing_account', 'already_invited', 'duplicate'] as const;
/** What became of a row. */
export const RESULTS = ['invited', 'added', 'refreshed', 'merged', 'skipped', 'refused', 'not_reached'] as const;
export const CELLS = ['email', 'groups', 'topic_id', 'locale', 'extra'] as const;
export type CellName = (typeof CELLS)[number];

const IMPORT_STATES = {
  ready: { label: 'import_state.ready', tone: 'warn' },
  running: { label: 'import_state.running', tone: 'warn' },
  done: { label: 'import_state.done', tone: 'good' },
  cancelled: { label: 'import_state.cancelled', tone: 'plain' },
  failed: { label: 'import_state.failed', tone: 'bad' },
} as const satisfies Record<string, { label: SentenceKey; tone: Tone }>;

const ROW_STATES = {
  problem: { label: 'row_state.problem', tone: 'bad' },
  new: { label: 'row_state.new', tone: 'good' },
  existing_account: { label: 'row_state.existing_account', tone: 'good' },
  already_invited: { label: 'row_state.already_invited', tone: 'plain' },
  duplicate: { label: 'row_state.duplicate', tone: 'plain' },
  invited: { label: 'row_state.invited', tone: 'good' },
  added: { label: 'row_state.added', tone: 'good' },
  refreshed: { label: 'row_state.refreshed', tone: 'good' },
  merged: { label: 'row_state.merged', tone: 'plain' },
  skipped: { label: 'row_state.skipped', tone: 'bad' },
  refused: { label: 'row_state.refused', tone: 'bad' },
  not_reached: { label: 'row_state.not_reached', tone: 'warn' },
} as const satisfies Record<string, { label: SentenceKey; tone: Tone }>;
export type RowState = keyof typeof ROW_STATES;

// A newer server may know more states than this page.
export const importState = (state: string) => IMPORT_STATES[state as keyof typeof IMPORT_STATES] ?? IMPORT_STATES.ready;
export const rowState = (state: string) => ROW_STATES[state as RowState] ?? ROW_STATES.problem;

export const isEnded = (one: ImportReply): boolean => one.finished_at !== null;

export const importsQuery = (all = false) =>
  queryOptions({
    queryKey: ['imports', 'list', all],
    queryFn: () => request<ImportListReply>('GET', `/imports.json${all ? '?all=true' : ''}`),
  });

export const importQuery = (id: string) =>
  queryOptions({ queryKey: ['imports', id], queryFn: () => request<ImportReply>('GET', `/imports/${id}.json`) });

/** Rows are fetched so many at a time. */
export const PAGE = 100;

/** @param state of `STATES` or `RESULTS`; '': all, those with a problem first */
export const rowsQuery = (id: number, state: string, page: number) =>
  queryOptions({
    queryKey: ['imports', String(id), 'rows', state, page],
    queryFn: () => {
      const query = new URLSearchParams({ state, offset: String(page * PAGE), limit: String(PAGE) });
      return request<ImportRowsReply>('GET', `/imports/${id}/rows.json?${query}`);
    },
  });

/** Puts what a change has answered where the screens look. */
export function keep(one: ImportReply): ImportReply {
  queryClient.setQueryData(importQuery(String(one.id)).queryKey, one);
  void queryClient.invalidateQueries({ queryKey: ['imports', 'list'] });
  return one;
}

const path = (one: ImportReply) => `/imports/${one.id}`;

/** Corrects a cell; its row, and those of the same address, are checked again and may be elsewhere now. */
export async function editCell(one: ImportReply, line: number, cell: CellName, text: string) {
  const reply = await request<EditedRowReply>('PUT', `${path(one)}/rows/${line}.json`, { [cell]: text });
  keep(reply.import);
  await queryClient.invalidateQueries({ queryKey: ['imports', String(one.id), 'rows'] });
  return reply.row;
}

export interface RunChoice {
  problem_rows: 'refuse' | 'skip' | 'without_group';
  skip_email: boolean;
}
export const run = async (one: ImportReply, choice: RunChoice) =>
  keep(await request<ImportReply>('POST', `${path(one)}/run.json`, choice));
export const cancel = async (one: ImportReply) => keep(await request<ImportReply>('POST', `${path(one)}/cancel.json`));
/** @returns the new import, checked */
export const retry = async (one: ImportReply) => keep(await request<ImportReply>('POST', `${path(one)}/retry.json`));
export const remove = (one: ImportReply) => request('DELETE', `${path(one)}.json`);
export const resultsPath = (one: ImportReply): string => `${path(one)}/results.csv`;
