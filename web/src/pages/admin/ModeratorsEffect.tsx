import { useQuery } from '@tanstack/react-query';
import type { ModeratorsEffectReply } from '../../../../src/shared/wire/explain.ts';
import { request } from '../../api.ts';
import { Problem } from '../../components/Problem.tsx';
import { T, t } from '../../i18n/index.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { UserLink } from '../../ui/UserLink.tsx';

interface ModeratorsEffectProps {
  turnOn: boolean;
  onClose: () => void;
  run: () => Promise<unknown>;
}

/** Before `moderators_manage_groups` is switched: who gains or loses what by it. */
export function ModeratorsEffect({ turnOn, onClose, run }: ModeratorsEffectProps) {
  const { data, error } = useQuery({
    queryKey: ['settings', 'moderators-effect'],
    queryFn: () => request<ModeratorsEffectReply>('GET', '/admin/site_settings/moderators_manage_groups/effect.json'),
    staleTime: 0,
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      run={run}
      title={t(turnOn ? 'settings.effect_on' : 'settings.effect_off')}
      action={t(turnOn ? 'settings.turn_on' : 'settings.turn_off')}
    >
      <p>{t(turnOn ? 'settings.effect_on_text' : 'settings.effect_off_text')}</p>
      {turnOn && (
        <div className="notice warn">
          <strong>{t('settings.train')}</strong>
          <p>{t('settings.train_text')}</p>
        </div>
      )}
      {error ? <Problem problem={error} /> : data ? <Moderators effect={data} /> : <SkeletonRows rows={2} />}
    </ConfirmDialog>
  );
}

function Moderators({ effect: { moderators, more } }: { effect: ModeratorsEffectReply }) {
  if (moderators.length === 0) return <p className="soft">{t('settings.no_moderators')}</p>;
  return (
    <>
      <ul className="list">
        {moderators.map((moderator) => (
          <li key={moderator.id}>
            <span className="strong">
              <UserLink user={moderator} />
            </span>
            <span className="small">
              {t('settings.effect_groups', { count: moderator.group_count })}
              {moderator.groups.length > 0 && (
                <span className="soft line">
                  {moderator.group_count > moderator.groups.length ? (
                    <T k="settings.effect_names" names={moderator.groups.map(({ name }) => name).join(', ')} />
                  ) : (
                    <bdi>{moderator.groups.map(({ name }) => name).join(', ')}</bdi>
                  )}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
      {more && <p className="soft">{t('settings.effect_more')}</p>}
    </>
  );
}
