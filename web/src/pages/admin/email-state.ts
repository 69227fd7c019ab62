import type { AnyEmail } from '../../../../src/shared/wire/email-logs.ts';
import type { SentenceKey } from '../../i18n/index.tsx';
import { t } from '../../i18n/index.tsx';
import { MAIL_TONES } from '../../ui/mail-tones.ts';
import type { Tone } from '../../ui/StatusChip.tsx';

/** How it stands with a mail: queued and tried before is worth telling apart from just queued. */
export function emailState({ state, attempts }: Pick<AnyEmail, 'state' | 'attempts'>): { word: string; tone: Tone } {
  if (state === 'queued' && attempts > 0) return { word: t('mail_state.delayed'), tone: 'warn' };
  return { word: t(`mail_state.${state}`), tone: MAIL_TONES[state] };
}

export const EMAIL_TYPES = [
  'invite',
  'signup',
  'account_created',
  'forgot_password',
  'account_exists',
  'confirm_new_email',
  'notify_old_email',
  'account_suspended',
  'account_silenced',
  'membership_request',
  'membership_request_accepted',
  'membership_request_declined',
  'invite_request',
  'bulk_report',
  'test_message',
] as const;

/** What kind of mail it is, in words; a kind that has none yet goes by its name. */
export function emailType(type: string): string {
  const key = `mail_type.${type}`;
  const word = t(key as SentenceKey);
  return word === key ? type : word;
}
