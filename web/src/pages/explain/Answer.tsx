import './explain.css';
import type { ExplainReply } from '../../../../src/shared/wire/explain.ts';
import { nameHelpers } from '../../components/Problem.tsx';
import { T, t } from '../../i18n/index.tsx';
import { GroupLink } from '../../ui/GroupLink.tsx';
import { StatusChip, type Tone } from '../../ui/StatusChip.tsx';
import { UserLink } from '../../ui/UserLink.tsx';

type Step = ExplainReply['steps'][number];
// What somebody could only change themselves is no advice.
const others = (step: Step) => step.who_can_change.filter(({ role }) => role !== 'self');
const tones: Record<Step['outcome'], Tone> = { allows: 'good', refuses: 'bad', passes: 'plain' };

interface AnswerProps {
  answer: ExplainReply;
  /** Asked about oneself. */
  own: boolean;
}

/** The verdict in a sentence, then every rule that was asked, in its order, with who can change it. */
export function Answer({ answer, own }: AnswerProps) {
  const { can_invite, rule, who_can_help, group } = answer;
  const who = <UserLink user={answer} />;
  // A rule that is asked twice, of inviting and of the group, is said once: where it decides, else where it comes last.
  const steps = answer.steps.filter((step) => {
    const same = answer.steps.filter(({ rule }) => rule === step.rule);
    return step === (same.findLast(({ outcome }) => outcome !== 'passes') ?? same.at(-1));
  });
  const verdict = can_invite ? 'yes' : 'no';
  return (
    <section className="stack" aria-labelledby="verdict">
      <div className={can_invite ? 'notice' : 'notice danger'} role="status">
        <h2 id="verdict">
          {group ? (
            own ? (
              <T k={`verdict.${verdict}_own`} group={<GroupLink group={group} />} />
            ) : (
              <T k={`verdict.${verdict}`} who={who} group={<GroupLink group={group} />} />
            )
          ) : own ? (
            t(`verdict.${verdict}_own_at_all`)
          ) : (
            <T k={`verdict.${verdict}_at_all`} who={who} />
          )}
        </h2>
        {rule && <p dir="auto">{rule}</p>}
        {who_can_help.length > 0 && <p>{t('problem.who', { people: nameHelpers(who_can_help) })}</p>}
      </div>
      <h3>{t('explain.rules')}</h3>
      <ol className="list asked-rules">
        {steps.map((step) => (
          <li key={step.about + step.rule}>
            <span className="stack tight">
              <span dir="auto">{step.text}</span>
              <span className="soft small">
                {step.setting !== null && (
                  <>
                    <T k="explain.setting" setting={<code>{step.setting}</code>} />{' '}
                  </>
                )}
                {others(step).length > 0 && t('explain.who_can_change', { people: nameHelpers(others(step)) })}
              </span>
            </span>
            <StatusChip tone={tones[step.outcome]}>{t(`outcome.${step.outcome}`)}</StatusChip>
          </li>
        ))}
      </ol>
    </section>
  );
}
