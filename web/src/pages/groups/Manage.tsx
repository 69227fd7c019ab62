import type { Group } from '../../../../src/shared/wire/groups.ts';
import { group as route } from '../../app/routes/groups.tsx';
import { t } from '../../i18n/index.tsx';
import { type Tab, UrlTabs } from '../../ui/UrlTabs.tsx';
import { DeleteGroup } from './DeleteGroup.tsx';
import { ManageInteraction } from './ManageInteraction.tsx';
import { ManageMembership } from './ManageMembership.tsx';
import { ManageProfile } from './ManageProfile.tsx';

/** Manage: what the group is and does. What this person may not change is shown all the same, and why not is said above. */
export default function Manage({ group }: { group: Group }) {
  const { part } = route.useSearch();
  const { user } = route.useRouteContext();
  const parts: Tab[] = [
    { value: 'profile', label: t('group_manage.profile') },
    { value: 'membership', label: t('group_manage.membership') },
    { value: 'interaction', label: t('group_manage.interaction') },
  ];
  const current = parts.find(({ value }) => value === part)?.value ?? 'profile';
  return (
    <section className="stack" aria-label={t('group_page.manage')}>
      <UrlTabs label={t('group_page.manage')} tabs={parts} current={current} param="part" />
      {current === 'profile' && (
        <>
          <ManageProfile group={group} />
          {user.admin && !group.automatic && <DeleteGroup group={group} />}
        </>
      )}
      {current === 'membership' && <ManageMembership group={group} />}
      {current === 'interaction' && <ManageInteraction group={group} />}
    </section>
  );
}
