import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { GroupEffectsReply } from '../../../../src/shared/wire/groups.ts';
import { request } from '../../api.ts';
import { T, t } from '../../i18n/index.tsx';
import { ChoiceField, SwitchField, TextField } from './GroupFields.tsx';
import { pathOf } from './requests.ts';
import type { GroupForm } from './use-group-form.ts';

/** Effects: what joining gives, and in sentences whom saving changes now and what leaving takes, counted by the server. */
export function Effects({ form }: { form: GroupForm }) {
  const { group } = form;
  const title = form.text('title').trim();
  const level = form.text('grant_trust_level');
  const primary = form.checked('primary_group');
  const [asked] = useDebouncedValue(`${primary}|${level}|${title}`, 400);
  const { data: counts } = useQuery({
    queryKey: ['group', group.name, 'effects', asked],
    queryFn: () =>
      request<GroupEffectsReply>(
        'GET',
        pathOf(group.name, 'effects', { title, primary_group: primary, grant_trust_level: level }),
      ),
    placeholderData: keepPreviousData,
  });
  const levels = ['', '0', '1', '2', '3', '4'];
  const levelChanged = level !== String(group.grant_trust_level ?? '');
  return (
    <>
      <ChoiceField
        form={form}
        name="grant_trust_level"
        choices={levels.map((value) => ({
          value,
          label: value === '' ? t('group_effects.no_level') : t('group_effects.level', { level: value }),
        }))}
      />
      <TextField form={form} name="title" maxLength={255} />
      <SwitchField form={form} name="primary_group" />
      <div className="notice" role="status">
        <strong>{t('group_effects.now')}</strong>
        <ul>
          {counts && counts.title_changes > 0 && (
            <li>
              {title ? (
                <T k="group_effects.title_now" count={counts.title_changes} title={title} />
              ) : (
                t('group_effects.title_gone', { count: counts.title_changes })
              )}
            </li>
          )}
          {counts && counts.primary_group_changes > 0 && (
            <li>
              {t(primary ? 'group_effects.primary_now' : 'group_effects.primary_gone', {
                count: counts.primary_group_changes,
              })}
            </li>
          )}
          {levelChanged && level !== '' && (
            <li>
              {t('group_effects.level_now', { level })}{' '}
              {counts &&
                (counts.below_trust_level > 0
                  ? t('group_effects.level_stays', { count: counts.below_trust_level })
                  : t('group_effects.level_of_all'))}
            </li>
          )}
          {levelChanged && level === '' && <li>{t('group_effects.level_gone')}</li>}
          {counts && !levelChanged && counts.title_changes + counts.primary_group_changes === 0 && (
            <li>{t('group_effects.nobody')}</li>
          )}
        </ul>
        <strong>{t('group_effects.leaving')}</strong>
        <ul>
          {level !== '' && (
            <li>
              {t('group_effects.leaving_level')}{' '}
              {!levelChanged &&
                counts &&
                counts.trust_level_holders > 0 &&
                t('group_effects.level_holders', { count: counts.trust_level_holders })}
            </li>
          )}
          {title && (
            <li>
              {t('group_effects.leaving_title')} <Holders count={title === group.title ? counts?.title_holders : 0} />
            </li>
          )}
          {primary && (
            <li>
              {t('group_effects.leaving_primary')} <Holders count={counts?.primary_group_holders} />
            </li>
          )}
          {level === '' && !title && !primary && <li>{t('group_effects.leaving_nothing')}</li>}
        </ul>
      </div>
    </>
  );
}

/** How many members have now what leaving takes. */
const Holders = ({ count = 0 }: { count: number | undefined }) =>
  count > 0 ? t('group_effects.holders', { count }) : null;
