import { Button, Menu } from '@mantine/core';
import { useRef, useState } from 'react';
import { useMailLeaves } from '../../app/queries.ts';
import { t } from '../../i18n/index.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { keepFocus } from '../../ui/keep-focus.ts';
import { offerUndo, tell, tellProblem } from '../../ui/notices.tsx';
import { type Invite, isEmailInvite, refreshInvites, resend, restore, revoke, targetOf, update } from './data.ts';
import { expiryTime } from './expiry.ts';
import { LinkCard } from './LinkCard.tsx';

interface InviteActionsProps {
  invite: Invite;
  title: string;
  editable: boolean;
  onEdit: () => void;
}

/** Does it, tells it, and brings the list up to date. */
async function run(work: () => Promise<unknown>, done: string, undo?: () => Promise<unknown>): Promise<void> {
  try {
    await work();
    if (undo) offerUndo(done, () => undo().finally(refreshInvites));
    else tell(done);
  } catch (problem) {
    tellProblem(problem);
  }
  await refreshInvites();
}

/** How long a renewed invite lasts: what the dialog offers in the middle. */
const RENEWED_DAYS = '30';

/** What may be done with one invite. */
export function InviteActions({ invite, title, editable, onEdit }: InviteActionsProps) {
  const mailLeaves = useMailLeaves();
  const [shown, setShown] = useState(false);
  const more = useRef<HTMLButtonElement>(null);
  /** A menu goes away when something of it is chosen: its button is where a dialog returns to. */
  const fromMenu = (open: () => void) => () => {
    more.current?.focus();
    open();
  };
  const target = targetOf(invite) ?? title;
  const over = Boolean(invite.revoked_at);
  const takeAway = fromMenu(() => {
    keepFocus(more.current);
    void run(
      () => revoke(invite.id),
      t('invites.revoked', { target }),
      () => restore(invite.id),
    );
  });
  const sendAgain = () =>
    run(() => resend(invite), t(mailLeaves ? 'invites.resent' : 'invites.resent_no_mail', { target }));
  const renew = () =>
    run(() => update(invite.id, { expires_at: expiryTime(RENEWED_DAYS) }), t('invites.renewed', { target }));
  if (over) return null;
  return (
    <div className="row invite-actions">
      {invite.link && !invite.expired && (
        <CopyButton text={invite.link} label={t('invites.copy_link')} about={target} size="sm" />
      )}
      {invite.expired && editable && (
        <Button variant="default" size="sm" onClick={renew}>
          {t('invites.renew')}
          <span className="visually-hidden">: {target}</span>
        </Button>
      )}
      <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button ref={more} variant="default" size="sm" aria-label={t('invites.more', { target })}>
            <span aria-hidden="true">⋯</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {invite.link && <Menu.Item onClick={fromMenu(() => setShown(true))}>{t('invites.show_link')}</Menu.Item>}
          {isEmailInvite(invite) && editable && <Menu.Item onClick={sendAgain}>{t('invites.resend')}</Menu.Item>}
          {editable && <Menu.Item onClick={fromMenu(onEdit)}>{t('invites.edit')}</Menu.Item>}
          {invite.can_delete_invite && <Menu.Item onClick={takeAway}>{t('invites.revoke')}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      <Dialog opened={shown} onClose={() => setShown(false)} title={<bdi>{title}</bdi>}>
        <LinkCard invite={invite} title={title} />
      </Dialog>
    </div>
  );
}
