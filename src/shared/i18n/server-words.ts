/** The areas the server speaks in; the browser loads its own areas one by one. */
import enErrors from './en/errors.ts';
import enMail from './en/mail.ts';
import enRules from './en/rules.ts';
import enSettings from './en/settings.ts';
import heErrors from './he/errors.ts';
import heMail from './he/mail.ts';
import heRules from './he/rules.ts';
import heSettings from './he/settings.ts';

export type ServerArea = 'errors' | 'mail' | 'rules' | 'settings';

export const serverWords: Record<'en' | 'he', Record<ServerArea, Record<string, string>>> = {
  en: { errors: enErrors, mail: enMail, rules: enRules, settings: enSettings },
  he: { errors: heErrors, mail: heMail, rules: heRules, settings: heSettings },
};
