import type { Group } from '../../../../src/shared/wire/groups.ts';
import { t } from '../../i18n/index.tsx';
import { GroupFormFrame, LongField, TextField } from './GroupFields.tsx';
import { useGroupForm } from './use-group-form.ts';

/** Manage > Profile. */
export function ManageProfile({ group }: { group: Group }) {
  const form = useGroupForm(group);
  return (
    <GroupFormFrame form={form}>
      {!group.automatic && (
        <>
          <TextField form={form} name="name" hint={t('group_manage.name_hint')} />
          <TextField form={form} name="full_name" maxLength={100} />
        </>
      )}
      <LongField form={form} name="bio_raw" maxLength={3000} />
    </GroupFormFrame>
  );
}
