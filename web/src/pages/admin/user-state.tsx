import type { StaffUser } from '../../../../src/shared/wire/staff-users.ts';
import { t } from '../../i18n/index.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';

/** What sets an account apart: its roles, and whatever keeps it from being used. */
export function UserChips({ user }: { user: StaffUser }) {
  return (
    <>
      {user.admin && <StatusChip tone="good">{t('users.chip_admin')}</StatusChip>}
      {user.moderator && <StatusChip tone="good">{t('users.chip_moderator')}</StatusChip>}
      {user.suspended_till && <StatusChip tone="bad">{t('users.chip_suspended')}</StatusChip>}
      {user.silenced_till && <StatusChip tone="warn">{t('users.chip_silenced')}</StatusChip>}
      {user.staged && <StatusChip>{t('users.chip_staged')}</StatusChip>}
      {!user.active && !user.staged && (
        <StatusChip tone="warn">
          {t(user.email_confirmed ? 'users.chip_deactivated' : 'users.chip_unconfirmed')}
        </StatusChip>
      )}
      {user.active && user.approved === false && <StatusChip tone="warn">{t('users.chip_pending')}</StatusChip>}
    </>
  );
}
