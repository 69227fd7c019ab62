/** Somebody asks those who may invite to do it: a person who may not, or whoever opened a dead link. */
import type { Block, Content } from '../layout.ts';
import { manyLines } from '../text.ts';
import type { Words } from '../words.ts';

export interface InviteRequestData {
  title: string;
  baseUrl: string;
  /** '' for whoever opened a dead link. */
  asker: string;
  /** As people call it; '' where the invite was not to one group. */
  group: string;
  /** One a line. */
  emails: string;
  reason: string;
  /** Page of the requests: nothing is approved by opening it. */
  link: string;
}

export function inviteRequestMail(data: InviteRequestData, words: Words): Content {
  const { title, asker, group, reason, link } = data;
  const emails = data.emails.split('\n');
  const [email = ''] = emails;
  const anew = group ? 'invite_request_intro_anew_group' : 'invite_request_intro_anew';
  const blocks: Block[] = [
    { kind: 'paragraph', text: words(asker ? 'invite_request_intro' : anew, { asker, group, title }) },
    { kind: 'quote', text: manyLines(data.emails) },
  ];
  if (reason)
    blocks.push(
      { kind: 'paragraph', text: words('invite_request_reason', { asker }) },
      { kind: 'quote', text: manyLines(reason) },
    );
  blocks.push(
    { kind: 'link', label: words('invite_request_button'), hint: words('link_hint'), url: link },
    { kind: 'small', text: words('invite_request_nothing') },
    { kind: 'small', text: words('footer', { title, address: data.baseUrl }) },
  );
  const subject = !asker
    ? words('invite_request_subject_anew', { email })
    : emails.length === 1
      ? words('invite_request_subject', { asker, email })
      : words('invite_request_subject_more', { asker, count: emails.length });
  return { subject, blocks };
}

export const sample: InviteRequestData = {
  title: 'Maple Street Garden',
  baseUrl: 'https://usher.example',
  asker: 'dana',
  group: 'Gardeners',
  emails: 'noa@example.com',
  reason: 'They helped us all summer.',
  link: 'https://usher.example/invites?tab=requests',
};
