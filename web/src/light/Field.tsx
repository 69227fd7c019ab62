import type { InputHTMLAttributes, ReactNode } from 'react';
import { sentences } from '../components/Sentences.tsx';
import { t } from '../i18n/index.tsx';

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  /** Also the name the server knows it by. */
  id: string;
  label: string;
  hint?: ReactNode;
  problems?: string[] | undefined;
  /** Drawn inside the box, at its end. */
  end?: ReactNode;
  /** The id of further text that describes the field. */
  describedBy?: string | undefined;
}

/** A labelled text field whose hint and problems are tied to it for screen readers. */
export function Field({ id, label, hint, problems, end, describedBy, ...input }: FieldProps) {
  const described = [hint && `${id}-hint`, problems && `${id}-problem`, describedBy].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>
        {label} {!input.required && <span className="soft small">({t('field.optional')})</span>}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="soft small">
          {hint}
        </p>
      )}
      <div className="box">
        <input
          id={id}
          name={id}
          aria-invalid={problems ? true : undefined}
          aria-describedby={described || undefined}
          {...input}
        />
        {end}
      </div>
      {problems && (
        <p id={`${id}-problem`} className="field-problem">
          {sentences(problems)}
        </p>
      )}
    </div>
  );
}
