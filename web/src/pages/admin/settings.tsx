import { Checkbox, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { SiteSetting } from '../../../../src/shared/wire/settings.ts';
import { settings as route } from '../../app/routes/admin.tsx';
import { Heading } from '../../components/Heading.tsx';
import { Problem } from '../../components/Problem.tsx';
import { t } from '../../i18n/index.tsx';
import { ClearFilters } from '../../ui/ClearFilters.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { AdminsOnly } from './AdminsOnly.tsx';
import { ModeratorRights } from './ModeratorRights.tsx';
import { SettingRow } from './SettingRow.tsx';
import { isChanged, settingsQuery } from './settings-query.ts';
import './admin.css';

const CATEGORIES = ['required', 'login', 'users', 'groups', 'invites', 'email', 'security'] as const;

/** `/admin/settings`: every site setting, what it does, and what it is set to. */
export default function Settings() {
  return (
    <AdminsOnly title={t('settings.title')} forModerators={<ModeratorRights />}>
      <SettingsList />
    </AdminsOnly>
  );
}

/** All the words of a search are somewhere in the title, the name, with blanks for underscores, or in what it does. */
function matches({ setting, humanized_name, description }: SiteSetting, search: string): boolean {
  const text = `${setting} ${setting.replaceAll('_', ' ')} ${humanized_name} ${description}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function SettingsList() {
  const { q, category, changed } = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: Record<string, string | undefined>) =>
    navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const { data, error } = useQuery(settingsQuery);
  const shown = data?.filter(
    (setting) =>
      (!category || setting.category === category) && (!changed || isChanged(setting)) && (!q || matches(setting, q)),
  );
  return (
    <div className="card">
      <Heading title={t('settings.title')} />
      <div className="filters">
        <SearchField label={t('settings.search')} value={q} onSearch={(words) => set({ q: words })} />
        <NativeSelect
          aria-label={t('settings.category')}
          value={category ?? ''}
          onChange={(event) => set({ category: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: t('settings.all_categories') },
            ...CATEGORIES.map((value) => ({ value, label: t(`setting_category.${value}`) })),
          ]}
        />
        <Checkbox
          className="in-row"
          label={t('settings.only_changed')}
          checked={changed !== undefined}
          onChange={(event) => set({ changed: event.currentTarget.checked ? 'yes' : undefined })}
        />
      </div>
      <p className="visually-hidden" role="status">
        {shown && t('settings.count', { count: shown.length })}
      </p>
      {error ? <Problem problem={error} /> : !shown && <SkeletonRows />}
      {shown?.length === 0 && (
        <EmptyState title={t('settings.none')} text={t('settings.none_text')}>
          <ClearFilters words={['q', 'category', 'changed']} />
        </EmptyState>
      )}
      {CATEGORIES.map((one) => {
        const rows = shown?.filter((setting) => setting.category === one) ?? [];
        return (
          rows.length > 0 && (
            <section key={one} className="stack" aria-labelledby={`category-${one}`}>
              <h2 id={`category-${one}`} className="section-head">
                {t(`setting_category.${one}`)}
              </h2>
              {rows.map((setting) => (
                <SettingRow key={setting.setting} setting={setting} />
              ))}
            </section>
          )
        );
      })}
    </div>
  );
}
