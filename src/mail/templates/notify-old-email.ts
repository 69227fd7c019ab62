/** An account has another address now; the old one is told, because it may not have been its owner who did it. */
import type { Content } from '../layout.ts';
import type { Words } from '../words.ts';

export interface NotifyOldEmailData {
  title: string;
  baseUrl: string;
  username: string;
  new_email: string;
}

export function notifyOldEmailMail({ title, baseUrl, username, new_email }: NotifyOldEmailData, words: Words): Content {
  return {
    subject: words('notify_old_email_subject', { title }),
    blocks: [
      { kind: 'paragraph', text: words('notify_old_email_intro', { title, username, new_email }) },
      { kind: 'paragraph', text: words('notify_old_email_unexpected', { title }) },
      { kind: 'small', text: words('footer', { title, address: baseUrl }) },
    ],
  };
}

export const sample: NotifyOldEmailData = {
  title: 'Maple Street Garden',
  baseUrl: 'https://usher.example',
  username: 'noa',
  new_email: 'noa@new.example',
};
