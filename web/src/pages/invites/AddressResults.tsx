import { Button, CopyButton } from '@mantine/core';
import { problemSentences } from '../../components/Problem.tsx';
import { T, t } from '../../i18n/index.tsx';
import { StatusChip, type Tone } from '../../ui/StatusChip.tsx';
import type { AddressResult } from './invite.ts';

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
              <CopyButton value={result.invite.link}>
                {({ copied, copy }) => (
                  <Button variant="default" size="xs" onClick={copy}>
                    <span aria-live="polite">{t(copied ? 'copy.copied' : 'invites.copy_link')}</span>
                    <span className="visually-hidden">: {result.email}</span>
                  </Button>
                )}
              </CopyButton>
            )}
          </li>
        ))}
      </ul>
      {warnings.map((warning) => (
        <p key={warning} className="notice warn" dir="auto">
          {warning}
        </p>
      ))}
    </>
  );
}

function Detail({ result }: { result: AddressResult }) {
  if (result.outcome === 'added') {
    const names = result.groups.map((group) => group.full_name || group.name).join(', ');
    return (
      <p className="small soft">
        <T k="result.added_text" username={result.username} groups={names} />
      </p>
    );
  }
  if (result.outcome === 'member') return <p className="small soft">{t('result.member_text')}</p>;
  if (result.outcome !== 'failed') return null;
  return problemSentences(result.problem).map((sentence) => (
    <p key={sentence} className="small" dir="auto">
      {sentence}
    </p>
  ));
}
