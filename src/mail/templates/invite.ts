/** Somebody is invited: who invites, to what, until when, and the link that only this mail carries. */
import type { Block, Content } from '../layout.ts';
import { manyLines } from '../text.ts';
import type { Words } from '../words.ts';

export interface InviteData {
  title: string;
  baseUrl: string;
  inviter: { username: string; name: string | null };
  message: string | null;
  groups: readonly string[];
  link: string;
  expires_at: Date;
}

export function inviteMail(data: InviteData, words: Words): Content {
  const { title, groups, link } = data;
  const { username } = data.inviter;
  const inviter = data.inviter.name?.trim() || username;
  const message = manyLines(data.message ?? '');
  const blocks: Block[] = [
    {
      kind: 'paragraph',
      text:
        inviter === username
          ? words('invite_intro', { inviter, title })
          : words('invite_intro_named', { inviter, username, title }),
    },
  ];
  if (message) {
    blocks.push({ kind: 'paragraph', text: words('invite_message', { inviter }) }, { kind: 'quote', text: message });
  }
  if (groups.length > 0) {
    blocks.push({ kind: 'paragraph', text: words(groups.length === 1 ? 'invite_group' : 'invite_groups', { groups }) });
  }
  blocks.push(
    { kind: 'link', label: words('invite_button'), hint: words('link_hint'), url: link },
    { kind: 'paragraph', text: words('invite_expires', { date: data.expires_at }) },
    { kind: 'small', text: words('invite_unexpected') },
    { kind: 'small', text: words('footer', { title, address: data.baseUrl }) },
  );
  return { subject: words('invite_subject', { inviter, title }), blocks };
}

export const sample: InviteData = {
  title: 'Maple Street Garden',
  baseUrl: 'https://usher.example',
  inviter: { username: 'dana', name: 'Dana Cohen' },
  message: 'We plant on Sunday.\nBring gloves!',
  groups: ['Gardeners', 'Newsletter'],
  link: 'https://usher.example/invites/1z-0123456789ABCDEFGHIJKLM?t=1z-NOPQRSTUVWXYZabcdefghij',
  expires_at: new Date('2030-03-05T12:00:00Z'),
};
