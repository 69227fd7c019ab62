import { Button } from '@mantine/core';
import { useState } from 'react';
import type { SiteSetting } from '../../../../src/shared/wire/settings.ts';
import { problemSentences } from '../../components/Problem.tsx';
import { sentences } from '../../components/Sentences.tsx';
import { useAction } from '../../components/use-action.ts';
import { When } from '../../components/When.tsx';
import { T, t } from '../../i18n/index.tsx';
import { offerUndo } from '../../ui/notices.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { UserLink } from '../../ui/UserLink.tsx';
import { ModeratorsEffect } from './ModeratorsEffect.tsx';
import { SettingInput } from './SettingInput.tsx';
import { isChanged, saveSetting } from './settings-query.ts';

/** One setting: its title and name, what it does, its value, where that comes from. */
export function SettingRow({ setting }: { setting: SiteSetting }) {
  const { setting: name, humanized_name: title, value } = setting;
  const [draft, setDraft] = useState<string>();
  /** What is to be confirmed first, because it gives or takes rights. */
  const [asked, setAsked] = useState<string>();
  const saving = useAction<void>();

  const store = async (next: string) => {
    await saveSetting(setting, next);
    setDraft(undefined);
    offerUndo(t('settings.saved', { name: title }), () => saveSetting(setting, value));
  };
  const save = (next: string) => {
    if (next === value) setDraft(undefined);
    else if (name === 'moderators_manage_groups') setAsked(next);
    else saving.run(() => store(next));
  };
  const edit = (next: string) => {
    // A switch is its own "save"; everything else is typed first.
    if (setting.type === 'bool') save(next);
    else setDraft(next);
  };
  const open = draft !== undefined && draft !== value;

  return (
    <form
      className="setting-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (draft !== undefined) save(draft);
      }}
      onKeyDown={(event) => {
        // In an open list of choices the key only closes the list.
        const choosing = (event.target as HTMLElement).getAttribute('aria-expanded') === 'true';
        if (event.key === 'Escape' && open && !choosing) setDraft(undefined);
      }}
    >
      <fieldset className="setting" aria-labelledby={`${name}-title`} aria-describedby={`${name}-text`}>
        <div className="stack tight">
          <div className="row">
            <span className="setting-title" id={`${name}-title`}>
              {title}
            </span>
            <span className="setting-name" id={`${name}-name`} dir="ltr">
              {/* A long name may break after its underscores. */}
              {name.split('_').map((word, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the words of a name never change their places.
                <span key={place}>
                  {place > 0 && (
                    <>
                      _<wbr />
                    </>
                  )}
                  {word}
                </span>
              ))}
            </span>
            {isChanged(setting) && <StatusChip tone="warn">{t('settings.changed')}</StatusChip>}
          </div>
          <p id={`${name}-text`} className="soft small">
            {setting.description}
          </p>
        </div>
        <div className="stack tight">
          <SettingInput
            setting={setting}
            value={draft ?? value}
            onEdit={edit}
            error={saving.problem === undefined ? undefined : sentences(problemSentences(saving.problem))}
          />
          {open && (
            <div className="row">
              <Button type="submit" size="sm" aria-disabled={saving.busy}>
                {t('settings.save')}
                <span className="visually-hidden">: {title}</span>
              </Button>
              <Button variant="default" size="sm" onClick={() => setDraft(undefined)}>
                {t('dialog.cancel')}
              </Button>
            </div>
          )}
          <p className="soft small setting-meta">
            {isChanged(setting) && (
              <>
                <T k="settings.default" value={shownDefault(setting)} />
                {' · '}
                <button type="button" className="link-button" onClick={() => save(setting.default)}>
                  {t('settings.reset')}
                  <span className="visually-hidden">: {title}</span>
                </button>
              </>
            )}
            <LastChange setting={setting} />
          </p>
        </div>
      </fieldset>
      {asked !== undefined && (
        <ModeratorsEffect turnOn={asked === 'true'} onClose={() => setAsked(undefined)} run={() => store(asked)} />
      )}
    </form>
  );
}

function LastChange({ setting }: { setting: SiteSetting }) {
  const { last_change } = setting;
  if (!last_change) return null;
  const when = <When at={last_change.at} />;
  return (
    <span className="line">
      {last_change.by ? (
        <T k="settings.changed_by" user={<UserLink user={last_change.by} />} when={when} />
      ) : (
        <T k="settings.changed_at" when={when} />
      )}
    </span>
  );
}

function shownDefault({ type, default: value }: SiteSetting): string {
  if (type === 'bool') return t(value === 'true' ? 'settings.on' : 'settings.off');
  if (value === '') return t('settings.empty');
  return value.length > 60 ? `${value.slice(0, 59)}…` : value;
}
