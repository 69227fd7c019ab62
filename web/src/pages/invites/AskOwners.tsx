import { Button } from '@mantine/core';
import type { GroupChoiceReply } from '../../../../src/shared/wire/explain.ts';
import { request } from '../../api.ts';
import { Problem } from '../../components/Problem.tsx';
import { useAction } from '../../components/use-action.ts';
import { t } from '../../i18n/index.tsx';

/** Asks the owners of a group to let one invite to it; they answer with a click. */
export function AskOwners({ group }: { group: Pick<GroupChoiceReply, 'name' | 'full_name'> }) {
  const asking = useAction<unknown>();
  const ask = () =>
    asking.run(() => request('POST', `/groups/${encodeURIComponent(group.name)}/invite_requests.json`, {}));
  return (
    <div className="ask">
      {asking.problem !== undefined && <Problem problem={asking.problem} />}
      {asking.reply === undefined ? (
        <Button variant="default" size="xs" aria-disabled={asking.busy} onClick={ask}>
          {t('picker.ask')}
          <span className="visually-hidden">: {group.full_name || group.name}</span>
        </Button>
      ) : (
        <p className="small" role="status">
          {t('picker.asked')}
        </p>
      )}
    </div>
  );
}
