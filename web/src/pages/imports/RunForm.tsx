import { Button, Checkbox, Radio } from '@mantine/core';
import { useState } from 'react';
import type { ImportReply } from '../../../../src/shared/wire/imports.ts';
import { Problem } from '../../components/Problem.tsx';
import { useAction } from '../../components/use-action.ts';
import { T, t } from '../../i18n/index.tsx';
import { DeleteImport } from './DeleteImport.tsx';
import { type RunChoice, run } from './data.ts';

/** What is to become of the rows with a problem, and the start. */
export function RunForm({ one }: { one: ImportReply }) {
  const wrong = one.counts.problem ?? 0;
  const droppable = one.counts.droppable ?? 0;
  const groupless = one.counts.groupless ?? 0;
  const [chosen, setChosen] = useState<RunChoice['problem_rows']>('refuse');
  const [skipEmail, setSkipEmail] = useState(one.skip_email);
  const starting = useAction<unknown>();
  if (!one.can_run)
    return (
      <div className="stack">
        <p className="soft">
          <T k="imports.not_yours" who={one.created_by.name || one.created_by.username} />
        </p>
        <DeleteImport one={one} />
      </div>
    );
  // The last one to be dropped may have been corrected meanwhile.
  const choice = chosen === 'without_group' && droppable === 0 ? 'refuse' : chosen;
  const left = choice === 'skip' ? wrong : choice === 'without_group' ? wrong - droppable : 0;
  const blocked = wrong > 0 && choice === 'refuse';
  const start = () =>
    !blocked && starting.run(() => run(one, { problem_rows: wrong > 0 ? choice : 'refuse', skip_email: skipEmail }));
  return (
    <section className="card" aria-labelledby="run">
      <h2 id="run">{t('imports.run_title')}</h2>
      {wrong > 0 && (
        <Radio.Group
          label={t('imports.what_about', { count: wrong })}
          value={choice}
          onChange={(value) => setChosen(value as RunChoice['problem_rows'])}
        >
          <div className="stack tight choices">
            <Radio value="refuse" label={t('imports.refuse')} description={t('imports.refuse_text')} />
            <Radio value="skip" label={t('imports.skip')} description={t('imports.skip_text')} />
            <Radio
              value="without_group"
              disabled={droppable === 0}
              label={t('imports.without_group')}
              description={
                droppable === 0
                  ? t('imports.without_group_none')
                  : [
                      t('imports.without_group_text', { count: droppable, all: wrong }),
                      ...(groupless > 0 ? [t('imports.groupless', { count: groupless })] : []),
                    ].join(' ')
              }
            />
          </div>
        </Radio.Group>
      )}
      <Checkbox
        checked={skipEmail}
        onChange={(event) => setSkipEmail(event.currentTarget.checked)}
        label={t('imports.skip_email')}
        description={t('imports.skip_email_text')}
      />
      {starting.problem !== undefined && <Problem problem={starting.problem} />}
      <div className="row">
        <Button aria-disabled={starting.busy || blocked} data-disabled={blocked || undefined} onClick={start}>
          {blocked ? t('imports.run_blocked', { count: wrong }) : t('imports.run', { count: one.rows - left })}
        </Button>
        <DeleteImport one={one} />
      </div>
    </section>
  );
}
