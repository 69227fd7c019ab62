import type { ReactNode } from 'react';
import { Heading } from '../components/Heading.tsx';
import { type SentenceKey, site, T, t } from '../i18n/index.tsx';

interface StepProps {
  title: string;
  text: SentenceKey;
  mark?: ReactNode;
  action?: ReactNode;
}

/** What a click led to: it takes the focus, says what happened, and offers what comes next. */
export function Step({ title, text, mark, action }: StepProps) {
  return (
    <div className="card">
      {mark}
      <div className="stack tight">
        <Heading title={title} focus />
        <p className="soft">
          <T k={text} site={site} />
        </p>
      </div>
      {action}
    </div>
  );
}

export const Continue = () => (
  <a className="button" href="/">
    {t('action.continue')}
  </a>
);
