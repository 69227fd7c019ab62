import type { ReactNode } from 'react';
import { locale, site, switchLocale, t } from '../i18n/index.tsx';
import icon from '../icon.svg';

interface FrameProps {
  children: ReactNode;
  /** Beside the site's name, e.g. the menu of the person logged in. */
  actions?: ReactNode;
  wide?: boolean;
}

/** What surrounds every page: the site's name above, the choice of language below. */
export function Frame({ children, actions, wide = false }: FrameProps) {
  return (
    <div className={wide ? 'frame wide' : 'frame'}>
      <header className="frame-head">
        <a className="brand" href="/">
          <img src={icon} alt="" />
          <bdi>{site}</bdi>
        </a>
        {actions}
      </header>
      <main className="frame-main">{children}</main>
      <footer className="frame-foot">
        <LanguageSwitch />
      </footer>
    </div>
  );
}

/** Each language is named in itself, so that its readers find it in any other. */
function LanguageSwitch() {
  const other =
    locale === 'en'
      ? ({ code: 'he', dir: 'rtl', name: 'עברית' } as const)
      : ({ code: 'en', dir: 'ltr', name: 'English' } as const);
  return (
    <nav aria-label={t('language.switch')}>
      <button
        type="button"
        className="link-button"
        lang={other.code}
        dir={other.dir}
        onClick={() => switchLocale(other.code)}
      >
        {other.name}
      </button>
    </nav>
  );
}
