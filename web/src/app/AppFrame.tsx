import { Burger } from '@mantine/core';
import { Link, useLocation, useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import type { CurrentUser } from '../../../src/shared/wire/session.ts';
import { site, t } from '../i18n/index.tsx';
import icon from '../icon.svg';
import { Live } from './Live.tsx';
import { NotificationsLink } from './NotificationsLink.tsx';
import { places, placesFor } from './navigation.ts';
import { UserMenu } from './UserMenu.tsx';

/** The page around a screen for somebody who is logged in: site, navigation, notifications, their own menu. */
export function AppFrame({ user, children }: { user: CurrentUser; children: ReactNode }) {
  const router = useRouter();
  const path = useLocation({ select: ({ pathname }) => pathname });
  const [open, setOpen] = useState(false);
  // Another screen closes the menu that led there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: that the path changed is the reason.
  useEffect(() => setOpen(false), [path]);
  return (
    <div className="frame wide">
      <a className="skip-link" href="#main">
        {t('shell.skip')}
      </a>
      <header className="app-head">
        <Link className="brand" to="/">
          <img src={icon} alt="" />
          <bdi>{site}</bdi>
        </Link>
        <nav id="navigation" className={open ? 'app-nav open' : 'app-nav'} aria-label={t('nav.label')}>
          {placesFor(user, places, router.routesByPath).map(({ to, label }) => (
            <Link key={to} to={to}>
              {t(label)}
            </Link>
          ))}
        </nav>
        <div className="app-tools">
          <NotificationsLink />
          <UserMenu user={user} />
          <Burger
            className="app-burger"
            size="sm"
            opened={open}
            onClick={() => setOpen(!open)}
            aria-label={t('nav.menu')}
            aria-expanded={open}
            aria-controls="navigation"
          />
        </div>
      </header>
      <Live />
      <main id="main" className="app-main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
