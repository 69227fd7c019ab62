import { Button } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Group } from '../../../../src/shared/wire/groups.ts';
import type { AddMembersReply } from '../../../../src/shared/wire/members.ts';
import { ApiError, request } from '../../api.ts';
import { useMailLeaves } from '../../app/queries.ts';
import { refusalSentences } from '../../components/Problem.tsx';
import { T, t } from '../../i18n/index.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { StatusChip, type Tone } from '../../ui/StatusChip.tsx';
import { PeopleField } from './PeopleField.tsx';
import { pathOf, useRefreshGroup } from './requests.ts';

/** More than that is what importing a file is for. */
const MOST = 100;

type Kind = 'added' | 'already' | 'invited' | 'unknown' | 'refused';
interface Outcome {
  entry: string;
  kind: Kind;
  /** Why not, and who can help. */
  why: string[];
}

const TONES: Record<Kind, Tone> = { added: 'good', already: 'plain', invited: 'good', unknown: 'bad', refused: 'bad' };

/** Asks for one entry alone, so that each has an answer of its own and none stands in the way of the others. */
async function add(group: Group, entry: string): Promise<Outcome> {
  const who = entry.includes('@') ? { emails: [entry] } : { usernames: [entry] };
  const body = { ...who, notify_users: true };
  try {
    const { emails } = await request<AddMembersReply>('PUT', pathOf(group.id, 'members'), body);
    return { entry, kind: emails.length > 0 ? 'invited' : 'added', why: [] };
  } catch (problem) {
    const { status, extras } = problem instanceof ApiError ? problem : new ApiError(500, []);
    if (extras.reason === 'member_already') return { entry, kind: 'already', why: [] };
    if (status === 400 && 'usernames' in body) return { entry, kind: 'unknown', why: [] };
    return { entry, kind: 'refused', why: refusalSentences(problem) };
  }
}

interface AddUsersProps {
  group: Group;
  opened: boolean;
  onClose: () => void;
}

/** Add Users: one box for usernames and addresses. People with an account are members at once, others are invited. */
export function AddUsers({ group, opened, onClose }: AddUsersProps) {
  const [entries, setEntries] = useState<string[]>([]);
  const [outcomes, setOutcomes] = useState<Outcome[]>([]);
  const [total, setTotal] = useState(0);
  const [needed, setNeeded] = useState(false);
  const refresh = useRefreshGroup(group.name);
  const mailLeaves = useMailLeaves();
  const busy = outcomes.length < total;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || entries.length > MOST) return;
    setNeeded(entries.length === 0);
    setOutcomes([]);
    setTotal(entries.length);
    const done: Outcome[] = [];
    for (const entry of entries) {
      done.push(await add(group, entry));
      setOutcomes([...done]);
    }
    // What did not work stays in the box, to be put right.
    setEntries(done.filter(({ kind }) => kind === 'unknown' || kind === 'refused').map(({ entry }) => entry));
    await refresh();
  };
  const close = () => {
    if (busy) return;
    setOutcomes([]);
    setTotal(0);
    setNeeded(false);
    onClose();
  };
  const error = needed
    ? t('add_users.needed')
    : entries.length > MOST && t('add_users.too_many', { count: entries.length, most: MOST });
  return (
    <Dialog opened={opened} onClose={close} title={t('add_users.title', { group: group.full_name || group.name })}>
      <form className="stack" noValidate onSubmit={submit}>
        <PeopleField
          id="people"
          first
          label={t('add_users.label')}
          hint={t('add_users.hint')}
          error={error || undefined}
          value={entries}
          onChange={setEntries}
        />
        <div role="status">
          {busy && <p className="soft">{t('add_users.progress', { done: outcomes.length, total })}</p>}
          {outcomes.length > 0 && (
            <ul className="list">
              {outcomes.map(({ entry, kind, why }) => (
                <li key={entry}>
                  <div className="group-entry">
                    <p className="strong">
                      <bdi>{entry}</bdi>
                    </p>
                    {kind === 'unknown' && (
                      <p className="small">
                        <T k="add_users.unknown_text" name={entry} />
                      </p>
                    )}
                    {kind === 'invited' && !mailLeaves && <p className="small">{t('add_users.invited_no_mail')}</p>}
                    {why.map((sentence) => (
                      <p key={sentence} className="small" dir="auto">
                        {sentence}
                      </p>
                    ))}
                  </div>
                  <StatusChip tone={TONES[kind]}>{t(`add_users_result.${kind}`)}</StatusChip>
                </li>
              ))}
            </ul>
          )}
        </div>
        <div className="row end">
          <Button variant="default" onClick={close}>
            {t(outcomes.length > 0 ? 'add_users.done' : 'dialog.cancel')}
          </Button>
          <Button type="submit" aria-disabled={busy}>
            {t('add_users.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
