import { Button } from '@mantine/core';
import { useState } from 'react';
import type { GroupChoiceReply } from '../../../../src/shared/wire/explain.ts';
import type { AskedReply } from '../../../../src/shared/wire/invite-requests.ts';
import { request } from '../../api.ts';
import { Problem } from '../../components/Problem.tsx';
import { useAction } from '../../components/use-action.ts';
import { t } from '../../i18n/index.tsx';

/** The list of groups scrolls, and what is said after a click may come below its edge. */
const bringIntoView = (said: HTMLElement | null) => said?.scrollIntoView({ block: 'nearest' });

interface AskOwnersProps {
  group: Pick<GroupChoiceReply, 'name' | 'full_name'>;
  /** Whom they are asked to invite. */
  emails: readonly string[];
}

/** Asks the owners of a group to invite these addresses to it; they answer with a click. */
export function AskOwners({ group, emails }: AskOwnersProps) {
  const asking = useAction<AskedReply>();
  const [asked, setAsked] = useState('');
  const [tooEarly, setTooEarly] = useState(false);
  const wanted = emails.join(',');
  const ask = () => {
    setTooEarly(emails.length === 0);
    if (emails.length === 0) return;
    setAsked(wanted);
    asking.run(() => request('POST', `/groups/${encodeURIComponent(group.name)}/invite_requests.json`, { emails }));
  };
  // Other addresses may be asked for afterwards.
  const done = asking.reply !== undefined && asked === wanted;
  return (
    <div className="ask">
      {asking.problem !== undefined && <Problem problem={asking.problem} />}
      {done ? (
        <p ref={bringIntoView} className="small" role="status">
          {t(asking.reply?.emails.length === 0 ? 'picker.asked_before' : 'picker.asked', { count: emails.length })}
        </p>
      ) : (
        <Button variant="default" size="xs" aria-disabled={asking.busy} onClick={ask}>
          {t('picker.ask')}
          <span className="visually-hidden">: {group.full_name || group.name}</span>
        </Button>
      )}
      {tooEarly && emails.length === 0 && (
        <p ref={bringIntoView} className="small" role="alert">
          {t('picker.ask_whom')}
        </p>
      )}
    </div>
  );
}
