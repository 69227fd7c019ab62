/** How long invites last, in the words of the screens. */
import { formatMoment, type SentenceKey, t } from '../../i18n/index.tsx';

const DAY_MS = 86_400_000;
/** The contract's "never", in days. */
const NEVER_DAYS = 999_999;
const A_LIFETIME_MS = 100 * 365 * DAY_MS;

export const EXPIRIES = ['1', '7', '30', '90', 'never'] as const;

const words: Record<(typeof EXPIRIES)[number], SentenceKey> = {
  1: 'expiry.day',
  7: 'expiry.week',
  30: 'expiry.month',
  90: 'expiry.quarter',
  never: 'expiry.never',
};
export const expiryLabel = (expiry: (typeof EXPIRIES)[number]): string => t(words[expiry]);

/** The ISO time this choice means, counted from now. */
export const expiryTime = (choice: string): string =>
  new Date(Date.now() + (choice === 'never' ? NEVER_DAYS : Number(choice)) * DAY_MS).toISOString();

export const neverExpires = (iso: string): boolean => Date.parse(iso) - Date.now() > A_LIFETIME_MS;

/** "Works until Friday, 6 March 2026 at 14:05." */
export const expirySentence = (iso: string): string =>
  neverExpires(iso) ? t('expiry.never_text') : t('expiry.until', { date: formatMoment(iso) });
