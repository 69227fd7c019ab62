import type { ReactNode } from 'react';
import { direction } from '../../../src/shared/i18n/locales.ts';
import { languageNames, locale, site, switchLocale, t } from '../i18n/index.tsx';
import icon from '../icon.svg';

interface FrameProps {
  children: ReactNode;
}

/** What surrounds a page for visitors: the site's name above, the choice of language below. */
export function Frame({ children }: FrameProps) {
  return (
    <div className="frame">
      <header className="frame-head">
        <a className="brand" href="/">
          <img src={icon} alt="" />
          <bdi>{site}</bdi>
        </a>
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
  const other = locale === 'en' ? 'he' : 'en';
  return (
    <nav aria-label={t('language.switch')}>
      <button
        type="button"
        className="link-button"
        lang={other}
        dir={direction(other)}
        onClick={() => switchLocale(other)}
      >
        {languageNames[other]}
      </button>
    </nav>
  );
}
