/** Somebody asks to join a group (to its owners), and the owners' answer (to who asked). */
import type { Block, Content } from '../layout.ts';
import { manyLines } from '../text.ts';
import type { Words } from '../words.ts';

export interface MembershipData {
  title: string;
  baseUrl: string;
  /** As people call it. */
  group: string;
  /** Page of the group. */
  link: string;
}
export interface MembershipRequestData extends MembershipData {
  asker: string;
  reason: string;
  /** owner: to one who owns the group; admin: it has no owner; withheld: an invite could not give the group any more. */
  why: 'owner' | 'admin' | 'withheld';
}

const ending = (data: MembershipData, words: Words): Block[] => [
  { kind: 'link', label: words('membership_button'), hint: words('link_hint'), url: data.link },
  { kind: 'small', text: words('footer', { title: data.title, address: data.baseUrl }) },
];

export function membershipRequestMail(data: MembershipRequestData, words: Words): Content {
  const { title, group, asker } = data;
  return {
    subject: words('membership_request_subject', { asker, group }),
    blocks: [
      { kind: 'paragraph', text: words(`membership_request_intro_${data.why}`, { asker, group, title }) },
      ...(data.reason ? [{ kind: 'quote', text: manyLines(data.reason) } as const] : []),
      ...ending(data, words),
    ],
  };
}

/** @param kind first part of the keys of the words */
export function membershipAnswerMail(
  kind: 'membership_request_accepted' | 'membership_request_declined',
  data: MembershipData,
  words: Words,
): Content {
  const { title, group } = data;
  return {
    subject: words(`${kind}_subject`, { group }),
    blocks: [{ kind: 'paragraph', text: words(`${kind}_intro`, { group, title }) }, ...ending(data, words)],
  };
}

export const sample: MembershipRequestData = {
  title: 'Maple Street Garden',
  baseUrl: 'https://usher.example',
  group: 'Gardeners',
  link: 'https://usher.example/groups/gardeners',
  asker: 'noa',
  reason: 'I live next door.\nMay I help?',
  why: 'owner',
};
