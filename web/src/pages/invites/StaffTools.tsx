import { Button } from '@mantine/core';
import { useState } from 'react';
import { request } from '../../api.ts';
import { useMailLeaves } from '../../app/queries.ts';
import { t } from '../../i18n/index.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { tell } from '../../ui/notices.tsx';
import { type InvitePage, refreshInvites, type Tab } from './data.ts';

/** What staff may do with all of their own at once. Neither can be taken back, so each asks first. */
export function StaffTools({ tab, counts }: { tab: Tab; counts: InvitePage['counts'] }) {
  const mailLeaves = useMailLeaves();
  const [asked, setAsked] = useState(false);
  const count = tab === 'pending' ? counts.pending : counts.expired;
  if ((tab !== 'pending' && tab !== 'expired') || count === 0) return null;
  const done = mailLeaves ? 'invites.resent_all' : 'invites.resent_all_no_mail';
  const words =
    tab === 'pending'
      ? ({ action: 'invites.resend_all', text: 'invites.resend_all_text', done } as const)
      : ({
          action: 'invites.remove_expired',
          text: 'invites.remove_expired_text',
          done: 'invites.removed_all',
        } as const);
  const path = tab === 'pending' ? '/invites/reinvite-all.json' : '/invites/destroy-all-expired.json';
  const run = async () => {
    await request('POST', path);
    tell(t(words.done));
    await refreshInvites();
  };
  return (
    <div>
      <Button variant="default" size="sm" onClick={() => setAsked(true)}>
        {t(words.action)}
      </Button>
      <ConfirmDialog
        opened={asked}
        onClose={() => setAsked(false)}
        title={t(words.action)}
        action={t(words.action)}
        danger={tab === 'expired'}
        run={run}
      >
        <p>{t(words.text, { count })}</p>
      </ConfirmDialog>
    </div>
  );
}
