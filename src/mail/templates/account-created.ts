/** An account was made without a password: the link that sets one and confirms the address. */
import type { Content } from '../layout.ts';
import type { Words } from '../words.ts';
import { type AccountLinkData, accountLinkMail, sample as activation } from './account-link.ts';

export const accountCreatedMail = (data: AccountLinkData, words: Words): Content =>
  accountLinkMail('account_created', data, words);

export const sample: AccountLinkData = {
  ...activation,
  link: 'https://usher.example/u/password-reset/7-0123456789ABCDEFGHIJKLM',
};
