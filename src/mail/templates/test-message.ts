/** An admin tries whether mail arrives. */
import type { Content } from '../layout.ts';
import type { Words } from '../words.ts';

export interface TestMessageData {
  title: string;
  baseUrl: string;
}

export function testMessageMail({ title, baseUrl }: TestMessageData, words: Words): Content {
  return {
    subject: words('test_message_subject', { title }),
    blocks: [
      { kind: 'paragraph', text: words('test_message_intro', { title }) },
      { kind: 'paragraph', text: words('test_message_check') },
      { kind: 'small', text: words('footer', { title, address: baseUrl }) },
    ],
  };
}

export const sample: TestMessageData = { title: 'Maple Street Garden', baseUrl: 'https://usher.example' };
