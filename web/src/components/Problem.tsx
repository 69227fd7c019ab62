import { useEffect, useRef } from 'react';
import { ApiError, type Helper } from '../api.ts';
import { t } from '../i18n/index.tsx';

/** What is wrong with which field: the field's id -> sentences. */
export type FieldProblems = Record<string, string[]>;

interface ProblemProps {
  /** Left out where a heading of the page has said it. */
  untitled?: boolean;
  /** What was thrown, or what the form itself found. */
  problem: unknown;
  /** Ids of the form's fields, from top to bottom. */
  fields?: readonly string[];
}

/** Problems of single fields in a refusal, keyed by the names the request used. */
export function fieldProblems(problem: unknown): FieldProblems {
  return problem instanceof ApiError ? (problem.extras.fields ?? {}) : {};
}

/** A refusal found before anything was sent. */
export const refusedHere = (fields: FieldProblems) => new ApiError(422, [], { fields });

/** Tells what happened, why, and what to do next. Takes the focus, so that it is read at once. */
export function Problem({ problem, fields = [], untitled = false }: ProblemProps) {
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new refusal takes the focus again.
  useEffect(() => box.current?.focus(), [problem]);
  const { extras } = asApiError(problem);
  const byField = Object.entries(fieldProblems(problem))
    .sort(([a], [b]) => fields.indexOf(a) - fields.indexOf(b))
    .flatMap(([field, problems]) => problems.map((sentence) => ({ field, sentence })));
  const sentences = problemSentences(problem);
  const helpers = nameHelpers(extras.who_can_help ?? []);
  return (
    <div ref={box} className="notice danger" role="alert" tabIndex={-1}>
      {!untitled && (
        <strong>{byField.length > 0 ? t('problem.fields', { count: byField.length }) : t('problem.title')}</strong>
      )}
      {byField.length > 0 ? (
        <ul>
          {byField.map(({ field, sentence }) => (
            <li key={field + sentence}>
              <a href={`#${field}`} dir="auto" onClick={focusField}>
                {sentence}
              </a>
            </li>
          ))}
        </ul>
      ) : (
        sentences.map((sentence) => (
          <p key={sentence} dir="auto">
            {sentence}
          </p>
        ))
      )}
      {extras.rule && !sentences.includes(extras.rule) && <p dir="auto">{extras.rule}</p>}
      {helpers && <p>{t('problem.who', { people: helpers })}</p>}
    </div>
  );
}

/** The sentences of any failure, never none. */
export function problemSentences(problem: unknown): string[] {
  const { status, errors, extras } = asApiError(problem);
  if (errors.length > 0) return errors;
  if (extras.wait_seconds) return [t('problem.wait', { count: extras.wait_seconds })];
  return [status === 0 ? t('problem.offline') : t('problem.server', { status })];
}

/** The same, then the rule that refused and who can help: for where the box would be too much. */
export function refusalSentences(problem: unknown): string[] {
  const { rule, who_can_help = [] } = asApiError(problem).extras;
  const sentences = problemSentences(problem);
  const people = nameHelpers(who_can_help);
  return [
    ...sentences,
    ...(rule && !sentences.includes(rule) ? [rule] : []),
    ...(people ? [t('problem.who', { people })] : []),
  ];
}

// Anything else thrown is a mistake of ours: the browser's console has it, the reader is told plainly.
const asApiError = (problem: unknown) => (problem instanceof ApiError ? problem : new ApiError(500, []));

/** "the group's owners (rina), the site's admins"; '' for nobody. "Ask yourself" helps nobody: that is in the sentences. */
export const nameHelpers = (helpers: readonly Helper[]): string =>
  helpers
    .filter(({ role }) => role !== 'self')
    .map(nameHelper)
    .join(', ');

function nameHelper({ role, usernames = [] }: Helper): string {
  const known = ['admin', 'staff', 'owner', 'inviter'] as const;
  const found = known.find((one) => one === role);
  const named = found ? t(`helper.${found}`) : role;
  return usernames.length > 0 ? t('helper.named', { role: named, names: usernames.join(', ') }) : named;
}

// The address bar must not gain a fragment: it may hold the set-up secret, or be copied from.
function focusField(event: React.MouseEvent<HTMLAnchorElement>): void {
  event.preventDefault();
  document.getElementById(event.currentTarget.hash.slice(1))?.focus();
}
