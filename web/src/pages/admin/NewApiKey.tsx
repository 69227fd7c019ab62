import { Button, Radio, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { NewApiKeyReply } from '../../../../src/shared/wire/api-keys.ts';
import { ApiError, request } from '../../api.ts';
import { queryClient } from '../../app/queries.ts';
import { fieldProblems, Problem, refusedHere } from '../../components/Problem.tsx';
import { sentences } from '../../components/Sentences.tsx';
import { useAction } from '../../components/use-action.ts';
import { t } from '../../i18n/index.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { type ChosenScopes, ScopePicker, scopesToSend } from './ScopePicker.tsx';

interface NewApiKeyProps {
  onClose: () => void;
  /** Gets the reply, the only one that ever has the key. */
  onMade: (key: NewApiKeyReply['key']) => void;
}

const RIGHTS = ['all', 'read', 'some'] as const;

/** Makes a key: what for, as whom it acts, what it may. */
export function NewApiKey({ onClose, onMade }: NewApiKeyProps) {
  const [description, setDescription] = useState('');
  const [whom, setWhom] = useState('all');
  const [username, setUsername] = useState('');
  const [rights, setRights] = useState('all');
  const [chosen, setChosen] = useState<ChosenScopes>({});
  const making = useAction<void>();
  const problems = fieldProblems(making.problem);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    making.run(async () => {
      const missing = {
        ...(!description.trim() && { 'key-for': [t('field.required', { label: t('keys.description') })] }),
        ...(whom === 'one' &&
          !username.trim() && { 'key-username': [t('field.required', { label: t('field.username') })] }),
        ...(rights === 'some' && Object.keys(chosen).length === 0 && { 'key-some': [t('keys.choose_some')] }),
      };
      if (Object.keys(missing).length > 0) throw refusedHere(missing);
      const scopes = { all: [], read: [{ scope_id: 'global:read' }], some: scopesToSend(chosen) }[rights];
      try {
        const reply = await request<NewApiKeyReply>('POST', '/admin/api/keys.json', {
          key: { description: description.trim(), username: whom === 'one' ? username.trim() : '', scopes },
        });
        await queryClient.invalidateQueries({ queryKey: ['api-keys'] });
        onMade(reply.key);
        onClose();
      } catch (problem) {
        if (problem instanceof ApiError && problem.status === 404)
          throw refusedHere({ 'key-username': [t('keys.nobody', { username: username.trim() })] });
        throw problem;
      }
    });
  };

  return (
    <Dialog onClose={onClose} title={t('keys.new')}>
      <form className="stack" noValidate onSubmit={submit}>
        {making.problem !== undefined && (
          <Problem problem={making.problem} fields={['key-for', 'key-username', 'key-some']} />
        )}
        <TextInput
          id="key-for"
          label={t('keys.description')}
          description={t('keys.description_hint')}
          error={sentences(problems['key-for'])}
          dir="auto"
          data-autofocus
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <Radio.Group label={t('keys.whom')} value={whom} onChange={setWhom}>
          <div className="stack tight options">
            <Radio value="all" label={t('keys.whom_all')} description={t('keys.whom_all_text')} />
            <Radio value="one" label={t('keys.whom_single')} description={t('keys.whom_single_text')} />
          </div>
        </Radio.Group>
        {whom === 'one' && (
          <TextInput
            id="key-username"
            label={t('field.username')}
            error={sentences(problems['key-username'])}
            dir="auto"
            autoCapitalize="none"
            spellCheck={false}
            value={username}
            onChange={(event) => setUsername(event.currentTarget.value)}
          />
        )}
        <Radio.Group
          id="key-some"
          tabIndex={-1}
          label={t('keys.rights')}
          error={sentences(problems['key-some'])}
          value={rights}
          onChange={setRights}
        >
          <div className="stack tight options">
            {RIGHTS.map((value) => (
              <Radio
                key={value}
                value={value}
                label={t(`key_rights.${value}`)}
                description={t(`key_rights.${value}_text`)}
              />
            ))}
          </div>
        </Radio.Group>
        {rights === 'some' && <ScopePicker chosen={chosen} onChange={setChosen} />}
        <div className="row end">
          <Button variant="default" onClick={onClose}>
            {t('dialog.cancel')}
          </Button>
          <Button type="submit" aria-disabled={making.busy}>
            {t('keys.create')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
