/** The mails that carry a link for one's own account; they differ in words only. */
import type { Content } from '../layout.ts';
import type { Words } from '../words.ts';

export interface AccountLinkData {
  title: string;
  baseUrl: string;
  username: string;
  link: string;
  expires_at: Date;
}

/** @param kind first part of the keys of the words */
export function accountLinkMail(
  kind: 'signup' | 'account_created' | 'forgot_password' | 'confirm_new_email',
  data: AccountLinkData,
  words: Words,
): Content {
  const { title, username, link } = data;
  return {
    subject: words(`${kind}_subject`, { title }),
    blocks: [
      { kind: 'paragraph', text: words(`${kind}_intro`, { title, username }) },
      { kind: 'link', label: words(`${kind}_button`), hint: words('link_hint'), url: link },
      { kind: 'paragraph', text: words('token_expires', { date: data.expires_at }) },
      { kind: 'small', text: words(`${kind}_unexpected`) },
      { kind: 'small', text: words('footer', { title, address: data.baseUrl }) },
    ],
  };
}

export const sample: AccountLinkData = {
  title: 'Maple Street Garden',
  baseUrl: 'https://usher.example',
  username: 'noa',
  link: 'https://usher.example/u/activate-account/7-0123456789ABCDEFGHIJKLM',
  expires_at: new Date('2030-03-05T12:00:00Z'),
};
