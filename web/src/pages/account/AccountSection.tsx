import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Profile, RenamedReply } from '../../../../src/shared/wire/users.ts';
import { request } from '../../api.ts';
import { Problem } from '../../components/Problem.tsx';
import { useAction } from '../../components/use-action.ts';
import { t } from '../../i18n/index.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';

/** The username, and the end of the account. Shown only while the server allows one of them. */
export function AccountSection({ person }: { person: Profile }) {
  const [username, setUsername] = useState(person.username);
  const renaming = useAction<void>();
  const path = `/u/${encodeURIComponent(person.username)}`;

  const rename = (event: FormEvent) => {
    event.preventDefault();
    renaming.run(async () => {
      await request<RenamedReply>('PUT', `${path}/preferences/username.json`, { new_username: username.trim() });
      // Everything on the screen names the old one.
      window.location.reload();
    });
  };

  if (!person.can_edit_username && !person.can_delete_account) return null;
  return (
    <section className="card" aria-labelledby="account">
      <h2 id="account">{t('prefs.account')}</h2>
      {person.can_edit_username && (
        <form className="stack" onSubmit={rename}>
          {renaming.problem !== undefined && <Problem problem={renaming.problem} />}
          <TextInput
            label={t('prefs.username')}
            description={t('prefs.username_hint')}
            dir="auto"
            autoCapitalize="none"
            spellCheck={false}
            value={username}
            onChange={(e) => setUsername(e.currentTarget.value)}
          />
          <div className="row">
            <Button type="submit" variant="default" aria-disabled={renaming.busy || username === person.username}>
              {t('prefs.rename')}
            </Button>
          </div>
        </form>
      )}
      {person.can_delete_account && <DeleteAccount path={path} />}
    </section>
  );
}

function DeleteAccount({ path }: { path: string }) {
  const [asking, setAsking] = useState(false);
  const [password, setPassword] = useState('');
  const remove = async () => {
    await request('POST', '/session/reauthenticate.json', { password });
    await request('DELETE', `${path}.json`, { context: '/preferences' });
    // Nobody is logged in any more; a fresh page forgets everything.
    window.location.assign('/login');
  };
  return (
    <div className="stack divided">
      <p>{t('prefs.delete_hint')}</p>
      <div className="row">
        <Button variant="default" onClick={() => setAsking(true)}>
          {t('prefs.delete')}
        </Button>
      </div>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('prefs.delete_title')}
        action={t('prefs.delete')}
        danger
        run={remove}
      >
        <p>{t('prefs.delete_hint')}</p>
        <PasswordInput
          label={t('prefs.your_password')}
          autoComplete="current-password"
          data-autofocus
          value={password}
          onChange={(e) => setPassword(e.currentTarget.value)}
        />
      </ConfirmDialog>
    </div>
  );
}
