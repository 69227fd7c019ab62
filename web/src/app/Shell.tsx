import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useEffect } from 'react';
import { isLocale } from '../../../src/shared/i18n/locales.ts';
import { Frame } from '../components/Frame.tsx';
import { chosenLocale, locale, switchLocale } from '../i18n/index.tsx';
import { Notices } from '../ui/notices.tsx';
import { ShortcutHelp } from '../ui/shortcuts.tsx';
import { AppFrame } from './AppFrame.tsx';
import { currentUserQuery } from './queries.ts';

/** What surrounds every screen. Screens fill the outlet. */
export function Shell() {
  // Only shown when a screen has asked who is here; the shell itself does not make visitors wait for it.
  const { data: user } = useQuery({ ...currentUserQuery, enabled: false });
  const wanted = user?.locale;
  useEffect(() => {
    // The account's language, kept in this browser too. A site that allows no choice stays as it is: asked for only once.
    if (isLocale(wanted) && wanted !== locale && wanted !== chosenLocale()) switchLocale(wanted);
  }, [wanted]);
  const rest = (
    <>
      <Outlet />
      <Notices />
      <ShortcutHelp />
    </>
  );
  return user ? <AppFrame user={user}>{rest}</AppFrame> : <Frame>{rest}</Frame>;
}
