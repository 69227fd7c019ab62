import { NativeSelect, Switch } from '@mantine/core';
import type { StaffUserDetails } from '../../../../src/shared/wire/staff-users.ts';
import { request } from '../../api.ts';
import { problemSentences } from '../../components/Problem.tsx';
import { sentences } from '../../components/Sentences.tsx';
import { useAction } from '../../components/use-action.ts';
import { t } from '../../i18n/index.tsx';
import { offerUndo } from '../../ui/notices.tsx';
import { refreshUsers } from './user-query.ts';

const LEVELS = [0, 1, 2, 3, 4] as const;

/** The trust level, and the lock that keeps it whatever groups and defaults say. Both are saved at once, and can be undone. */
export function UserTrustLevel({ user }: { user: StaffUserDetails }) {
  const saving = useAction<void>();
  const locked = user.manual_locked_trust_level !== null;
  const { can_change_trust_level: may, username } = user;

  const setLevel = async (level: number) => {
    await request('PUT', `/admin/users/${user.id}/trust_level.json`, { level });
    await refreshUsers();
  };
  const setLock = async (lock: boolean) => {
    await request('PUT', `/admin/users/${user.id}/trust_level_lock.json`, { locked: String(lock) });
    await refreshUsers();
  };
  const chooseLevel = (level: number) =>
    saving.run(async () => {
      await setLevel(level);
      offerUndo(t('users.level_set', { username, level }), () => setLevel(user.trust_level));
    });
  const chooseLock = (lock: boolean) =>
    saving.run(async () => {
      await setLock(lock);
      offerUndo(t(lock ? 'users.level_locked' : 'users.level_unlocked', { username }), async () => {
        await setLock(!lock);
        if (!lock) await setLevel(user.trust_level);
      });
    });

  return (
    <section className="stack divided" aria-labelledby="trust">
      <h2 id="trust">{t('users.trust_level')}</h2>
      <p className="small">{t('users.trust_text')}</p>
      <div className="filters">
        <NativeSelect
          aria-labelledby="trust"
          disabled={!may}
          value={user.trust_level}
          error={saving.problem === undefined ? undefined : sentences(problemSentences(saving.problem))}
          data={LEVELS.map((level) => ({ value: String(level), label: t(`level_name.${level}`) }))}
          onChange={(event) => chooseLevel(Number(event.currentTarget.value))}
        />
        <Switch
          className="in-row"
          label={t('users.lock')}
          disabled={!may}
          checked={locked}
          onChange={(event) => chooseLock(event.currentTarget.checked)}
        />
      </div>
      {user.why_not.can_change_trust_level && <p className="soft small">{user.why_not.can_change_trust_level}</p>}
    </section>
  );
}
