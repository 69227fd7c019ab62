/** Somebody tried to make an account with an address that has one; only the mailbox's owner is told. */
import type { Content } from '../layout.ts';
import type { Words } from '../words.ts';

export interface AccountExistsData {
  title: string;
  baseUrl: string;
  username: string;
}

export function accountExistsMail({ title, baseUrl, username }: AccountExistsData, words: Words): Content {
  return {
    subject: words('account_exists_subject', { title }),
    blocks: [
      { kind: 'paragraph', text: words('account_exists_intro', { title, username }) },
      { kind: 'link', label: words('account_exists_button'), hint: words('link_hint'), url: `${baseUrl}/login` },
      { kind: 'small', text: words('account_exists_unexpected') },
      { kind: 'small', text: words('footer', { title, address: baseUrl }) },
    ],
  };
}

export const sample: AccountExistsData = {
  title: 'Maple Street Garden',
  baseUrl: 'https://usher.example',
  username: 'noa',
};
