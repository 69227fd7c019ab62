import './invites.css';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import type { InviteReply } from '../../../../src/shared/wire/invites.ts';
import type { CurrentUser } from '../../../../src/shared/wire/session.ts';
import { clientSettingsQuery, currentUserQuery } from '../../app/queries.ts';
import { t } from '../../i18n/index.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { type Invite, isEmailInvite, refreshInvites } from './data.ts';
import type { ChosenGroup } from './GroupPicker.tsx';
import type { AddressResult, InviteValues } from './invite.ts';

// What is in the dialog is fetched when it is opened; the dialog itself is there at once, and says that more comes.
const InviteForm = lazy(() => import('./InviteForm.tsx'));
const InviteResult = lazy(() => import('./InviteResult.tsx'));

export interface InviteDialogProps {
  onClose: () => void;
  /** Chosen from the beginning, e.g. on a group's page. */
  group?: ChosenGroup;
  /** Changed instead of making a new one. */
  invite?: Invite;
  /** For who may not invite, and asks the owners of groups about addresses. */
  asking?: boolean;
}

export type Made = { link: InviteReply } | { results: AddressResult[] } | { changed: InviteReply };

const isPhone = () => window.matchMedia('(max-width: 48rem)').matches;

/** Makes an invite, or changes one. Any screen may open it: render it while it is wanted. */
export default function InviteDialog({ onClose, group, invite, asking }: InviteDialogProps) {
  const { data: user } = useQuery(currentUserQuery);
  const { data: settings } = useQuery(clientSettingsQuery);
  const [made, setMade] = useState<Made>();
  const [written, setWritten] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const done = async (result: Made) => {
    await refreshInvites();
    if ('changed' in result) onClose();
    else setMade(result);
  };
  const title = made ? 'dialog.made' : invite ? 'dialog.edit' : 'dialog.create';
  // Escape, and a click that went wide, do not throw away what somebody has written.
  const close = () => (written && !made ? question(true) : onClose());
  // A moment later, or the one dialog would take the Escape that the other was meant by.
  const question = (asked: boolean) => setTimeout(() => setLeaving(asked));
  return (
    <Dialog
      onClose={close}
      title={t(title)}
      fullScreen={isPhone()}
      className="invite-dialog"
      closeOnEscape={!leaving}
      trapFocus={!leaving}
    >
      <Suspense fallback={<SkeletonRows rows={3} />}>
        {made ? (
          <InviteResult made={made} onClose={onClose} onAgain={() => setMade(undefined)} />
        ) : user && settings ? (
          <InviteForm
            start={startOf(user, settings, { group, invite, asking })}
            invite={invite}
            limits={{ uses: usesLimit(user, settings), mail: settings.allow_email_invites !== false }}
            onWritten={setWritten}
            onDone={done}
          />
        ) : (
          <SkeletonRows rows={3} />
        )}
      </Suspense>
      <ConfirmDialog
        opened={leaving}
        onClose={() => question(false)}
        title={t('discard.title')}
        action={t('discard.action')}
        cancel={t('discard.keep')}
        danger
        run={async () => onClose()}
      >
        <p>{t('discard.text')}</p>
      </ConfirmDialog>
    </Dialog>
  );
}

const usesLimit = (user: CurrentUser, settings: Record<string, unknown>): number =>
  Number(user.staff ? settings.invite_link_max_redemptions_limit : settings.invite_link_max_redemptions_limit_users);

/** What the fields hold at first. */
function startOf(
  user: CurrentUser,
  settings: Record<string, unknown>,
  { group, invite, asking }: Omit<InviteDialogProps, 'onClose'>,
): InviteValues {
  const linkFirst = (isPhone() && !asking) || settings.allow_email_invites === false;
  const kind = invite ? (isEmailInvite(invite) ? 'email' : 'link') : linkFirst ? 'link' : 'email';
  const preset = Math.min(user.staff ? 100 : 10, usesLimit(user, settings));
  return {
    kind,
    addresses: [],
    groups: invite?.groups ?? (group ? [group] : []),
    expiry: invite ? '' : String(settings.invite_expiry_days),
    uses: invite && 'max_redemptions_allowed' in invite ? invite.max_redemptions_allowed : preset,
    domain: invite?.domain ?? '',
    description: invite?.description ?? '',
    custom_message: (invite && 'custom_message' in invite && invite.custom_message) || '',
    locale: invite?.locale ?? '',
    add_members: true,
  };
}
