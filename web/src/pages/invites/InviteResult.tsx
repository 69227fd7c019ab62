import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { InviteReply } from '../../../../src/shared/wire/invites.ts';
import { t } from '../../i18n/index.tsx';
import { AddressResults } from './AddressResults.tsx';
import type { Made } from './InviteDialog.tsx';
import { LinkCard } from './LinkCard.tsx';

/** What was made: the link to pass on, or a line for each address. */
export default function InviteResult({
  made,
  onClose,
  onAgain,
}: {
  made: Made;
  onClose: () => void;
  onAgain: () => void;
}) {
  const box = useRef<HTMLElement>(null);
  // The form that had the focus is gone.
  useEffect(() => box.current?.focus(), []);
  return (
    <section ref={box} className="stack" tabIndex={-1} aria-label={t('dialog.made')}>
      {'link' in made && (
        <>
          <p role="status">{t('dialog.link_copied')}</p>
          <LinkCard invite={made.link} title={t('invites.link')} />
          <Warnings of={made.link} />
        </>
      )}
      {'results' in made && <AddressResults results={made.results} />}
      <div className="row end">
        <Button variant="default" onClick={onAgain}>
          {t('dialog.again')}
        </Button>
        <Button onClick={onClose}>{t('dialog.done')}</Button>
      </div>
    </section>
  );
}

/** What the server left out or replaced, in its words. */
function Warnings({ of }: { of: InviteReply }) {
  if (!of.warnings?.length) return null;
  return (
    <div className="notice warn">
      {of.warnings.map((warning) => (
        <p key={warning} dir="auto">
          {warning}
        </p>
      ))}
    </div>
  );
}
