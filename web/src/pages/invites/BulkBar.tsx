import { Button, Progress } from '@mantine/core';
import { useRef, useState } from 'react';
import { useMailLeaves } from '../../app/queries.ts';
import { t } from '../../i18n/index.tsx';
import { keepFocus } from '../../ui/keep-focus.ts';
import { offerUndo, tell, tellProblem } from '../../ui/notices.tsx';
import { type Invite, isEmailInvite, refreshInvites, resend, restore, revoke } from './data.ts';

interface BulkBarProps {
  selected: readonly Invite[];
  /** Some may not be changed by whoever looks: then only revoking is offered for all. */
  editable: (invite: Invite) => boolean;
  onDone: () => void;
}

/** What may be done with the chosen rows, one after the other; the first refusal is told, the others go on. */
export function BulkBar({ selected, editable, onDone }: BulkBarProps) {
  const bar = useRef<HTMLElement>(null);
  const mailLeaves = useMailLeaves();
  /** In per cent. */
  const [done, setDone] = useState<number>();
  const mailable = selected.filter((invite) => isEmailInvite(invite) && editable(invite));

  const each = async (invites: readonly Invite[], work: (invite: Invite) => Promise<unknown>): Promise<Invite[]> => {
    const worked: Invite[] = [];
    let problem: unknown;
    setDone(0);
    keepFocus(bar.current);
    // The pressed button makes way for the progress.
    bar.current?.focus();
    for (const [place, invite] of invites.entries()) {
      try {
        await work(invite);
        worked.push(invite);
      } catch (error) {
        problem ??= error;
      }
      setDone((100 * (place + 1)) / invites.length);
    }
    setDone(undefined);
    if (problem) tellProblem(problem);
    await refreshInvites();
    onDone();
    return worked;
  };
  const revokeAll = async () => {
    const gone = await each(selected, (invite) => revoke(invite.id));
    const undo = () => Promise.all(gone.map((invite) => restore(invite.id))).finally(refreshInvites);
    if (gone.length > 0) offerUndo(t('invites.revoked_many', { count: gone.length }), undo);
  };
  const resendAll = async () => {
    const sent = await each(mailable, resend);
    const said = mailLeaves ? 'invites.resent_many' : 'invites.resent_many_no_mail';
    if (sent.length > 0) tell(t(said, { count: sent.length }));
  };

  const clear = () => {
    keepFocus(bar.current);
    onDone();
  };

  return (
    <section ref={bar} tabIndex={-1} className="bulk-bar" aria-label={t('invites.bulk')}>
      <strong role="status">{t('invites.selected', { count: selected.length })}</strong>
      {done === undefined ? (
        <div className="row">
          {mailable.length > 0 && (
            <Button variant="default" size="sm" onClick={resendAll}>
              {t('invites.resend')}
            </Button>
          )}
          <Button variant="default" size="sm" onClick={revokeAll}>
            {t('invites.revoke')}
          </Button>
          <Button variant="subtle" size="sm" onClick={clear}>
            {t('invites.select_none')}
          </Button>
        </div>
      ) : (
        <Progress value={done} aria-label={t('invites.bulk')} />
      )}
    </section>
  );
}
