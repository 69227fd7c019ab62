/** The fields that the forms of Manage are made of, and the form around them. */
import { Button, NativeSelect, Switch, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { Problem } from '../../components/Problem.tsx';
import { t } from '../../i18n/index.tsx';
import { type Attribute, attributeName } from './attributes.ts';
import type { GroupForm } from './use-group-form.ts';
import { helpers } from './who-can-help.ts';

interface FieldProps {
  form: GroupForm;
  name: Attribute;
  hint?: string;
}

/** What every kind of field has. A locked one says where the reason stands. */
function common({ form, name, hint }: FieldProps) {
  const locked = form.locked(name);
  return {
    id: name,
    label: attributeName(name),
    description: [hint, locked && t('group_manage.locked')].filter(Boolean).join(' ') || undefined,
    disabled: locked,
  };
}

export const TextField = (props: FieldProps & { maxLength?: number }) => (
  <TextInput
    {...common(props)}
    dir="auto"
    maxLength={props.maxLength}
    value={props.form.text(props.name)}
    onChange={({ currentTarget: { value } }) => props.form.set(props.name, value)}
  />
);

export const LongField = (props: FieldProps & { maxLength: number }) => (
  <Textarea
    {...common(props)}
    dir="auto"
    maxRows={12}
    maxLength={props.maxLength}
    value={props.form.text(props.name)}
    onChange={({ currentTarget: { value } }) => props.form.set(props.name, value)}
  />
);

export const ChoiceField = (props: FieldProps & { choices: { value: string; label: string }[] }) => (
  <NativeSelect
    {...common(props)}
    data={props.choices}
    value={props.form.text(props.name)}
    onChange={({ currentTarget: { value } }) => props.form.set(props.name, value)}
  />
);

export const SwitchField = (props: FieldProps) => (
  <Switch
    {...common(props)}
    size="md"
    checked={props.form.checked(props.name)}
    onChange={({ currentTarget: { checked } }) => props.form.set(props.name, checked)}
  />
);

/** A part of Manage: its fields, what went wrong, and the button that saves. */
export function GroupFormFrame({ form, children }: { form: GroupForm; children: ReactNode }) {
  const refusal = form.group.edit_refusal;
  return (
    <form className="card group-form" noValidate onSubmit={form.submit}>
      {refusal && (
        <div className="notice">
          <p>{refusal.rule}</p>
          {refusal.who_can_help.length > 0 && <p>{helpers(refusal.who_can_help)}</p>}
        </div>
      )}
      {form.problem !== undefined && <Problem problem={form.problem} />}
      {children}
      <div className="row">
        <Button type="submit" aria-disabled={form.busy || !form.changed} disabled={!form.changed}>
          {t('group_manage.save')}
        </Button>
      </div>
    </form>
  );
}
