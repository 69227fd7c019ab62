import type { Group } from '../../../../src/shared/wire/groups.ts';
import { t } from '../../i18n/index.tsx';
import { REACH, reachName, VISIBILITY, visibilityName } from './attributes.ts';
import { ChoiceField, GroupFormFrame } from './GroupFields.tsx';
import { useGroupForm } from './use-group-form.ts';

const visibility = () => VISIBILITY.map((value) => ({ value, label: visibilityName(value) }));
const reach = () => REACH.map((value) => ({ value, label: reachName(value) }));

/** Manage > Interaction: who sees the group and its members; who reaches all of them at once. */
export function ManageInteraction({ group }: { group: Group }) {
  const form = useGroupForm(group);
  return (
    <GroupFormFrame form={form}>
      <ChoiceField form={form} name="visibility_level" choices={visibility()} />
      <ChoiceField form={form} name="members_visibility_level" choices={visibility()} />
      <ChoiceField form={form} name="mentionable_level" choices={reach()} hint={t('group_manage.reach_hint')} />
      <ChoiceField form={form} name="messageable_level" choices={reach()} hint={t('group_manage.reach_hint')} />
    </GroupFormFrame>
  );
}
