import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ImportReply } from '../../../../src/shared/wire/imports.ts';
import { queryClient } from '../../app/queries.ts';
import { t } from '../../i18n/index.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { tell } from '../../ui/notices.tsx';
import { isEnded, remove } from './data.ts';

/** Takes the list off the history. */
export function DeleteImport({ one }: { one: ImportReply }) {
  const navigate = useNavigate();
  const [asked, setAsked] = useState(false);
  if (!one.can_delete) return null;
  const run = async () => {
    await remove(one);
    tell(t('imports.deleted'));
    await navigate({ to: '/imports' });
    queryClient.removeQueries({ queryKey: ['imports', String(one.id)] });
    await queryClient.invalidateQueries({ queryKey: ['imports', 'list'] });
  };
  return (
    <>
      <Button variant="default" onClick={() => setAsked(true)}>
        {t('imports.delete')}
      </Button>
      <ConfirmDialog
        opened={asked}
        onClose={() => setAsked(false)}
        title={t('imports.delete_title')}
        action={t('imports.delete')}
        danger
        run={run}
      >
        <p>{t(isEnded(one) ? 'imports.delete_ended' : 'imports.delete_ready')}</p>
      </ConfirmDialog>
    </>
  );
}
