/** Looks at one row by itself: what it asks for, and all that is wrong with it. */
import type { CheckedRow, RowProblem } from '../../db/import-rows.ts';
import { isLocale } from '../../shared/i18n/locales.ts';
import type { Settings } from '../../shared/site-settings.ts';
import { idOf } from '../../shared/wire/coerce.ts';
import { checkEmail } from '../users/email-rules.ts';
import type { Column } from './columns.ts';
import type { GroupBook } from './group-book.ts';

/** The cells of a row by their columns, as written, and the first text beyond them. */
export type Cells = Partial<Record<Column | 'extra', string>>;

export interface Judge {
  settings: Settings;
  book: GroupBook;
  /** Rows must name a group. */
  needsGroup: boolean;
  /** As `upload_csv` reads files: names of groups are separated by `;` alone, and all but the address may be left out. */
  contract: boolean;
}

/** What is kept of a text that is no use; it is shown, not read. */
const KEPT = 500;
/** Characters of the cell with groups: a few hundred names. */
const MAX_GROUPS_TEXT = 10_000;
/** Groups of one row that are told what is wrong with them; a file of nothing but wrong names must not become many times as large. */
const GROUPS_TOLD = 10;
/** Tags like `he` or `pt-BR`. */
const LOCALE = /^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}$/;

/** `HE` and `he-IL` as the language they are, where Usher speaks it; anything else as it is written. */
const spoken = (language: string): string => {
  const tag = language.toLowerCase().split(/[-_]/)[0]!;
  return isLocale(tag) && LOCALE.test(language) ? tag : language;
};

/** `Dana Levi <dana@example.org>` and `mailto:dana@example.org`, as mail programs copy them -> the address. */
const bareAddress = (text: string): string =>
  (/^[^<>]*<([^<>]+)>$/.exec(text.trim())?.[1] ?? text).trim().replace(/^mailto:/i, '');

/** Without the half of a character at its end, which PostgreSQL would refuse. */
const cut = (text: string): string =>
  text.length > KEPT ? `${text.slice(0, KEPT - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text;

/** The contract has no such bound but that of a row. */
export const groupsTooLong = (text: string, contract: boolean): boolean => !contract && text.length > MAX_GROUPS_TEXT;

/** `a; b;` -> ['a', 'b']; none of a text that is too long */
export const groupNames = (text: string, contract: boolean): string[] =>
  text === '' || groupsTooLong(text, contract)
    ? []
    : text
        .split(contract ? ';' : /[;,|]/)
        .map((name) => name.trim())
        .filter(Boolean);

/** A cell that is too long stays so when it is looked at again, and its last name is none when it is made shorter. */
const keptGroups = (text: string, contract: boolean): string =>
  groupsTooLong(text, contract) ? `${text.slice(0, MAX_GROUPS_TEXT)}…` : text;

function readGroups(text: string, { book, contract }: Judge, problems: RowProblem[]): number[] {
  const ids = new Set<number>();
  const told = new Set<string>();
  if (groupsTooLong(text, contract)) problems.push({ column: 'groups', code: 'groups_too_long', value: cut(text) });
  for (const name of groupNames(text, contract)) {
    const entry = book.entry(name);
    if ('id' in entry) ids.add(entry.id);
    else if (!told.has(name)) {
      told.add(name);
      if (told.size <= GROUPS_TOLD) problems.push({ column: 'groups', code: entry.code, value: cut(name) });
    }
  }
  const more = told.size - GROUPS_TOLD;
  if (more > 0) problems.push({ column: 'groups', code: 'more_groups', value: String(more) });
  return [...ids];
}

/** The names in the row's groups must have been learned. */
export function checkRow(line: number, cells: Cells, judge: Judge): CheckedRow {
  const problems: RowProblem[] = [];
  const { email: given = '', groups = '', topic_id: topic = '', locale = '', extra = '' } = cells;
  const verdict = checkEmail(judge.contract ? given : bareAddress(given), judge.settings);
  if (!verdict.ok) {
    const code = given.trim() === '' ? 'email_missing' : verdict.code;
    problems.push({ column: 'email', code, value: cut(given.trim()) });
  }
  const key = verdict.ok ? verdict.address.key : null;
  const group_ids = readGroups(groups, judge, problems);
  const wrongGroups = problems.length > (verdict.ok ? 0 : 1);
  const topicId = topic.trim() === '' ? null : (idOf(topic.trim()) ?? null);
  if (topic.trim() !== '' && topicId === null)
    problems.push({ column: 'topic_id', code: 'topic_invalid', value: cut(topic.trim()) });
  const language = judge.contract ? locale.trim() : spoken(locale.trim());
  const goodLanguage = LOCALE.test(language);
  if (language !== '' && !goodLanguage)
    problems.push({ column: 'locale', code: 'locale_invalid', value: cut(language) });
  if (extra.trim() !== '') problems.push({ column: 'extra', code: 'extra_cell', value: cut(extra) });
  if (judge.needsGroup && group_ids.length === 0 && !wrongGroups)
    problems.push({ column: 'groups', code: 'group_needed', value: '' });
  return {
    line,
    email_key: key,
    email_canonical: verdict.ok ? verdict.address.canonical : null,
    // What stands around an address is shown, unless it is too much to be read again.
    email: given === key || (key !== null && given.length > KEPT) ? null : cut(given),
    group_ids,
    groups: wrongGroups ? keptGroups(groups, judge.contract) : null,
    topic_id: topicId,
    topic: topic.trim() !== '' && topicId === null ? cut(topic.trim()) : null,
    locale: language === '' ? null : cut(language),
    problems,
    droppable: isDroppable(problems, group_ids, judge),
  };
}

/** Whether the row can go ahead without what is wrong. */
function isDroppable(problems: readonly RowProblem[], groupIds: readonly number[], judge: Judge): boolean {
  if (problems.length === 0 || (judge.needsGroup && groupIds.length === 0)) return false;
  return problems.every(({ column }) => (judge.contract ? column !== 'email' : column === 'groups'));
}
