import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ApiKey } from '../../../../src/shared/wire/api-keys.ts';
import { request } from '../../api.ts';
import { queryClient } from '../../app/queries.ts';
import { useAction } from '../../components/use-action.ts';
import { When } from '../../components/When.tsx';
import { T, t } from '../../i18n/index.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { offerUndo, tell, tellProblem } from '../../ui/notices.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { UserLink } from '../../ui/UserLink.tsx';

/** One key: what it is for, as whom it acts, what it may, when it was used; revoked or deleted from here. */
export function ApiKeyLine({ apiKey }: { apiKey: ApiKey }) {
  const { id, description, truncated_key, revoked_at } = apiKey;
  const [asked, setAsked] = useState(false);
  const doing = useAction<void>();
  const name = description || t('keys.nameless', { key: truncated_key });
  const call = async (method: 'POST' | 'DELETE', path: string) => {
    await request(method, `/admin/api/keys/${id}${path}.json`);
    await queryClient.invalidateQueries({ queryKey: ['api-keys'] });
  };
  const change = (verb: 'revoke' | 'undo-revoke') =>
    doing.run(async () => {
      try {
        await call('POST', `/${verb}`);
        if (verb === 'revoke') offerUndo(t('keys.revoked_now', { name }), () => call('POST', '/undo-revoke'));
        else tell(t('keys.restored', { name }));
      } catch (problem) {
        tellProblem(problem);
      }
    });
  return (
    <li>
      <div className="key-line">
        <p className="strong">
          <bdi>{name}</bdi>
        </p>
        <p className="soft small">
          <code dir="ltr">{truncated_key}</code>
          {' · '}
          {apiKey.user ? <T k="keys.acts_as" user={<UserLink user={apiKey.user} />} /> : t('keys.acts_as_all')}
          {' · '}
          {apiKey.last_used_at ? (
            <T k="keys.used" when={<When at={apiKey.last_used_at} />} />
          ) : (
            <T k="keys.unused" when={<When at={apiKey.created_at} />} />
          )}
        </p>
        <Scopes scopes={apiKey.api_key_scopes} />
      </div>
      <span className="row end">
        {revoked_at && <StatusChip tone="bad">{t('keys.revoked')}</StatusChip>}
        <Button
          variant="default"
          size="sm"
          aria-disabled={doing.busy}
          onClick={() => change(revoked_at ? 'undo-revoke' : 'revoke')}
        >
          {t(revoked_at ? 'keys.undo_revoke' : 'keys.revoke')}
          <span className="visually-hidden">: {name}</span>
        </Button>
        {revoked_at && (
          <Button variant="outline" className="dangerous" size="sm" onClick={() => setAsked(true)}>
            {t('keys.delete')}
            <span className="visually-hidden">: {name}</span>
          </Button>
        )}
      </span>
      <ConfirmDialog
        opened={asked}
        onClose={() => setAsked(false)}
        title={t('keys.delete_title', { name })}
        action={t('keys.delete')}
        danger
        run={async () => {
          await call('DELETE', '');
          tell(t('keys.deleted', { name }));
        }}
      >
        <p>{t('keys.delete_text')}</p>
      </ConfirmDialog>
    </li>
  );
}

function Scopes({ scopes }: { scopes: ApiKey['api_key_scopes'] }) {
  if (scopes.length === 0) return null;
  return (
    <ul className="chips" aria-label={t('keys.scopes')}>
      {scopes.map(({ resource, action, allowed_parameters }) => {
        const bound = Object.entries(allowed_parameters)
          .map(([name, values]) => `${name}: ${values.join(', ')}`)
          .join('; ');
        return (
          <li key={`${resource}:${action}${bound}`}>
            <StatusChip>
              <bdi dir="ltr">
                {resource}:{action}
                {bound && ` (${bound})`}
              </bdi>
            </StatusChip>
          </li>
        );
      })}
    </ul>
  );
}
