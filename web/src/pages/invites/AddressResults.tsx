import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { currentUserQuery, useMailLeaves } from '../../app/queries.ts';
import { refusalSentences } from '../../components/Problem.tsx';
import { T, t } from '../../i18n/index.tsx';
import { StatusChip, type Tone } from '../../ui/StatusChip.tsx';
import type { AddressResult, Refused } from './invite.ts';
import { LinkDetails } from './LinkDetails.tsx';

const tones: Record<AddressResult['outcome'], Tone> = {
  invited: 'good',
  added: 'good',
  member: 'plain',
  failed: 'bad',
};

/** What became of each address: a line each. */
export function AddressResults({ results }: { results: readonly AddressResult[] }) {
  // Site-wide news, e.g. that no mail leaves: said once, not on every line.
  const warnings = [
    ...new Set(results.flatMap((result) => (result.outcome === 'invited' ? (result.invite.warnings ?? []) : []))),
  ];
  const { data: user } = useQuery(currentUserQuery);
  const mailLeaves = useMailLeaves();
  return (
    <>
      <ul className="list results" aria-label={t('result.label')}>
        {results.map((result) => (
          <li key={result.email}>
            <div className="stack tight">
              <div className="row">
                <strong>
                  <bdi>{result.email}</bdi>
                </strong>
                <StatusChip tone={tones[result.outcome]}>{t(`result.${result.outcome}`)}</StatusChip>
              </div>
              <Detail result={result} />
            </div>
            {result.outcome === 'invited' && (
              <LinkDetails invite={result.invite} title={result.email} opened={results.length === 1} />
            )}
          </li>
        ))}
      </ul>
      {warnings.map((warning) => (
        <p key={warning} className="notice warn" dir="auto">
          {warning}
        </p>
      ))}
      {warnings.length > 0 && !mailLeaves && user?.admin && (
        <p>
          <Link to="/admin/email-logs" search={{ tab: 'kept' }}>
            {t('result.kept_mails')}
          </Link>
        </p>
      )}
    </>
  );
}

function Detail({ result }: { result: AddressResult }) {
  if (result.outcome === 'added') {
    const names = result.groups.map((group) => group.full_name || group.name).join(', ');
    return (
      <>
        <p className="small soft">
          <T k="result.added_text" username={result.username} groups={names} />
        </p>
        <Problems of={result.problems} />
      </>
    );
  }
  if (result.outcome === 'member') return <p className="small soft">{t('result.member_text')}</p>;
  return result.outcome === 'failed' ? <Problems of={result.problems} /> : null;
}

function Problems({ of }: { of: readonly Refused[] }) {
  return of.map(({ problem, group }) => (
    <div key={group?.id ?? 0} className="small">
      {group && (
        <p className="strong">
          <T k="result.not_in" group={group.full_name || group.name} />
        </p>
      )}
      {refusalSentences(problem).map((sentence) => (
        <p key={sentence} dir="auto">
          {sentence}
        </p>
      ))}
    </div>
  ));
}
