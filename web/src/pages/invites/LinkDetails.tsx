import { useState } from 'react';
import { t } from '../../i18n/index.tsx';
import type { Invite } from './data.ts';
import { LinkCard } from './LinkCard.tsx';

interface LinkDetailsProps {
  invite: Invite;
  /** What it is called in the row. */
  title: string;
  /** Seen without asking. */
  opened?: boolean;
}

/** In a row: link and QR code, for who wants to see them. Nothing where the reader may not have the link. */
export function LinkDetails({ invite, title, opened = false }: LinkDetailsProps) {
  const [open, setOpen] = useState(opened);
  if (!invite.link) return null;
  return (
    <details className="link-details" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t('invites.show_link')}
        <span className="visually-hidden">: {title}</span>
      </summary>
      {open && <LinkCard invite={invite} title={title} />}
    </details>
  );
}
