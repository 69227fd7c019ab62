/** Words for what is wrong with the fields of a form. */
import type { FieldProblem } from '../../domain/users/new-account.ts';
import type { Locale } from '../../shared/i18n/locales.ts';
import { hasWords, translate } from '../../translate.ts';

/** A whole sentence that stands by itself. */
export const problemSentence = (locale: Locale, { code, params }: Pick<FieldProblem, 'code' | 'params'>): string =>
  translate(locale, 'errors', code, params);

/** What follows the name of the field: "must be unique". Not every problem has such a form. */
function afterFieldName(locale: Locale, problem: FieldProblem): string {
  const short = `field_${problem.code}`;
  return hasWords('errors', short)
    ? translate(locale, 'errors', short, problem.params)
    : problemSentence(locale, problem);
}

/** Field -> what is wrong with it, in the form that Discourse's clients know. */
export function problemsByField(
  locale: Locale,
  problems: readonly FieldProblem[],
  words: (locale: Locale, problem: FieldProblem) => string = afterFieldName,
): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const problem of problems) {
    fields[problem.field] ??= [];
    fields[problem.field]!.push(words(locale, problem));
  }
  return fields;
}

/** The problem of a username as the availability check tells it: without the field's name. */
export const shortProblem = afterFieldName;
