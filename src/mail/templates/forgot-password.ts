/** Somebody asked for a new password: the link that sets one. */
import type { Content } from '../layout.ts';
import type { Words } from '../words.ts';
import { type AccountLinkData, accountLinkMail } from './account-link.ts';

export const forgotPasswordMail = (data: AccountLinkData, words: Words): Content =>
  accountLinkMail('forgot_password', data, words);

export { sample } from './account-created.ts';
