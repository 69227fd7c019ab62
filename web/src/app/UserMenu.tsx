import { Button, type MantineColorScheme, Popover, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { type Locale, locales } from '../../../src/shared/i18n/locales.ts';
import type { CurrentUser } from '../../../src/shared/wire/session.ts';
import { request } from '../api.ts';
import { Avatar, Person } from '../components/Person.tsx';
import { languageNames, locale, switchLocale, t } from '../i18n/index.tsx';
import { tellProblem } from '../ui/notices.tsx';
import { openShortcutHelp } from '../ui/shortcuts.tsx';

const schemes = ['light', 'dark', 'auto'] as const;

/** What is one's own: profile, language, light or dark, leaving. */
export function UserMenu({ user }: { user: CurrentUser }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [opened, setOpened] = useState(false);
  const router = useRouter();
  const me = `/u/${user.username}`;
  const own = '/u/$username';
  const speak = async (chosen: Locale) => {
    if (chosen === locale) return;
    try {
      // Mails and other browsers speak it too.
      await request('PUT', `/u/${encodeURIComponent(user.username)}.json`, { locale: chosen });
      switchLocale(chosen);
    } catch (problem) {
      tellProblem(problem);
    }
  };
  const leave = async () => {
    try {
      await request('DELETE', `/session/${encodeURIComponent(user.username)}.json`);
      // A fresh page forgets everything the last person saw.
      window.location.assign('/login');
    } catch (problem) {
      tellProblem(problem);
    }
  };
  const close = () => setOpened(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={280} trapFocus withinPortal={false}>
      <Popover.Target>
        <button
          type="button"
          className="app-user"
          aria-label={t('nav.user', { username: user.username })}
          onClick={() => setOpened(!opened)}
        >
          <Avatar of={user.username} shown={user.name || user.username} />
        </button>
      </Popover.Target>
      <Popover.Dropdown className="user-menu">
        <Person username={user.username} name={user.name} />
        {own in router.routesByPath && (
          <Link to={me} onClick={close}>
            {t('nav.profile')}
          </Link>
        )}
        <OneOf
          label={t('language.switch')}
          value={locale}
          choices={locales.map((one) => [one, languageNames[one]])}
          onChoose={(one) => speak(one as Locale)}
        />
        <OneOf
          label={t('scheme.label')}
          value={colorScheme}
          choices={schemes.map((one) => [one, t(`scheme.${one}`)])}
          onChoose={(one) => setColorScheme(one as MantineColorScheme)}
        />
        <button
          type="button"
          className="link-button"
          onClick={() => {
            close();
            openShortcutHelp();
          }}
        >
          {t('shortcut.title')}
        </button>
        <Button variant="default" onClick={leave}>
          {t('shell.log_out')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

interface OneOfProps {
  label: string;
  value: string;
  choices: (readonly [value: string, label: string])[];
  onChoose: (value: string) => void;
}

function OneOf({ label, value, choices, onChoose }: OneOfProps) {
  return (
    <div>
      <div className="soft small">{label}</div>
      <SegmentedControl
        fullWidth
        aria-label={label}
        value={value}
        onChange={onChoose}
        data={choices.map(([value, label]) => ({ value, label }))}
      />
    </div>
  );
}
