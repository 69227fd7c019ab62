/** Somebody wants this address for their account: the link that makes it so. */
import type { Content } from '../layout.ts';
import type { Words } from '../words.ts';
import { type AccountLinkData, accountLinkMail, sample as activation } from './account-link.ts';

export const confirmNewEmailMail = (data: AccountLinkData, words: Words): Content =>
  accountLinkMail('confirm_new_email', data, words);

export const sample: AccountLinkData = {
  ...activation,
  link: 'https://usher.example/u/confirm-new-email/7-0123456789ABCDEFGHIJKLM',
};
