/** The areas the server speaks in (sentences about imports are among the errors); the browser loads its own one by one. */
import enErrors from './en/errors.ts';
import enImports from './en/imports.ts';
import enMail from './en/mail.ts';
import enRules from './en/rules.ts';
import enTitles from './en/setting-titles.ts';
import enSettings from './en/settings.ts';
import heErrors from './he/errors.ts';
import heImports from './he/imports.ts';
import heMail from './he/mail.ts';
import heRules from './he/rules.ts';
import heTitles from './he/setting-titles.ts';
import heSettings from './he/settings.ts';

export type ServerArea = 'errors' | 'mail' | 'rules' | 'settings' | 'setting_titles';

export const serverWords: Record<'en' | 'he', Record<ServerArea, Record<string, string>>> = {
  en: {
    errors: { ...enErrors, ...enImports },
    mail: enMail,
    rules: enRules,
    settings: enSettings,
    setting_titles: enTitles,
  },
  he: {
    errors: { ...heErrors, ...heImports },
    mail: heMail,
    rules: heRules,
    settings: heSettings,
    setting_titles: heTitles,
  },
};
