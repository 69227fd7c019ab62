import type { MailState } from '../../../src/shared/wire/mail-states.ts';
import type { Tone } from './StatusChip.tsx';

/** The colour of what became of a mail, the same on every screen. */
export const MAIL_TONES: Record<MailState['state'], Tone> = {
  none: 'plain',
  queued: 'plain',
  sending: 'plain',
  sent: 'good',
  failed: 'bad',
  skipped: 'warn',
  kept: 'warn',
};
