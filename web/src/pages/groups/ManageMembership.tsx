import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { Group } from '../../../../src/shared/wire/groups.ts';
import { request } from '../../api.ts';
import { t } from '../../i18n/index.tsx';
import { Effects } from './Effects.tsx';
import { GroupFormFrame, LongField, SwitchField, TextField } from './GroupFields.tsx';
import { type GroupForm, useGroupForm } from './use-group-form.ts';

/** Manage > Membership: how people come and go, and under Effects what being a member does. */
export function ManageMembership({ group }: { group: Group }) {
  const form = useGroupForm(group);
  if (group.automatic) return <p className="notice">{t('group_page.automatic')}</p>;
  return (
    <GroupFormFrame form={form}>
      <section className="stack" aria-labelledby="access">
        <h2 id="access">{t('group_manage.access')}</h2>
        <SwitchField form={form} name="public_admission" />
        <SwitchField form={form} name="public_exit" />
        <SwitchField form={form} name="allow_membership_requests" hint={t('group_manage.requests_hint')} />
        {form.checked('allow_membership_requests') && (
          <LongField form={form} name="membership_request_template" maxLength={5000} />
        )}
      </section>
      {group.automatic_membership_email_domains !== undefined && (
        <section className="stack divided" aria-labelledby="domains">
          <h2 id="domains">{t('group_manage.domains')}</h2>
          <TextField
            form={form}
            name="automatic_membership_email_domains"
            hint={t('group_manage.domains_hint')}
            maxLength={1000}
          />
          {!form.locked('automatic_membership_email_domains') && <DomainCount form={form} />}
        </section>
      )}
      <section className="stack divided" aria-labelledby="effects">
        <h2 id="effects">{t('group_manage.effects')}</h2>
        <Effects form={form} />
      </section>
    </GroupFormFrame>
  );
}

/** How many people saving would take in. */
function DomainCount({ form }: { form: GroupForm }) {
  const [domains] = useDebouncedValue(form.text('automatic_membership_email_domains').trim(), 400);
  const fresh = domains !== '' && domains !== form.group.automatic_membership_email_domains;
  const { data, error } = useQuery({
    queryKey: ['group', form.group.name, 'domain-count', domains],
    queryFn: () =>
      request<{ user_count: number | null }>('PUT', '/admin/groups/automatic_membership_count.json', {
        automatic_membership_email_domains: domains,
        id: form.group.id,
      }),
    enabled: fresh,
  });
  return (
    <p className="soft" role="status">
      {fresh && error && t('group_manage.domains_unreadable')}
      {fresh && data?.user_count != null && t('group_manage.domains_count', { count: data.user_count })}
      {fresh && data?.user_count === null && t('group_manage.domains_many')}
    </p>
  );
}
