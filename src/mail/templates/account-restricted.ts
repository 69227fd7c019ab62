/** Staff have suspended or silenced an account and want its owner to know. */
import type { Content } from '../layout.ts';
import { manyLines } from '../text.ts';
import type { Words } from '../words.ts';

export interface AccountRestrictedData {
  title: string;
  baseUrl: string;
  username: string;
  /** null: for good. */
  until: Date | null;
  /** What staff wrote. */
  message: string;
}

/** @param kind first part of the keys of the words */
export function accountRestrictedMail(
  kind: 'account_suspended' | 'account_silenced',
  { title, baseUrl, username, until, message }: AccountRestrictedData,
  words: Words,
): Content {
  const intro =
    until === null
      ? words(`${kind}_for_good`, { title, username })
      : words(`${kind}_intro`, { title, username, date: until });
  return {
    subject: words(`${kind}_subject`, { title }),
    blocks: [
      { kind: 'paragraph', text: intro },
      { kind: 'paragraph', text: words('restricted_message') },
      { kind: 'quote', text: manyLines(message) },
      { kind: 'small', text: words('footer', { title, address: baseUrl }) },
    ],
  };
}

export const sample: AccountRestrictedData = {
  title: 'Maple Street Garden',
  baseUrl: 'https://usher.example',
  username: 'noa',
  until: new Date('2030-03-05T12:00:00Z'),
  message: 'Please read the rules of the garden.\nWrite to us if this is a mistake.',
};
