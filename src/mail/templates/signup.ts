/** A new account must confirm its address: the activation link. */
import type { Content } from '../layout.ts';
import type { Words } from '../words.ts';
import { type AccountLinkData, accountLinkMail } from './account-link.ts';

export const signupMail = (data: AccountLinkData, words: Words): Content => accountLinkMail('signup', data, words);

export { sample } from './account-link.ts';
