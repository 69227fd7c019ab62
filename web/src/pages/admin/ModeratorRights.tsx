import { useQuery } from '@tanstack/react-query';
import { clientSettingsQuery } from '../../app/queries.ts';
import { t } from '../../i18n/index.tsx';

/** For a moderator: what the setting they depend on says now, and what it means for them. */
export function ModeratorRights() {
  const { data } = useQuery(clientSettingsQuery);
  if (!data) return null;
  const on = data.moderators_manage_groups === true;
  return (
    <section className="stack tight divided" aria-labelledby="rights">
      <h2 id="rights">{t('settings.your_rights')}</h2>
      <p>{t('settings.rights_always')}</p>
      <p>
        <code dir="ltr">moderators_manage_groups</code>: <strong>{t(on ? 'settings.on' : 'settings.off')}</strong>
      </p>
      <p className="soft">{t(on ? 'settings.rights_on' : 'settings.rights_off')}</p>
    </section>
  );
}
