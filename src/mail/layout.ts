/**
 * Blocks -> the two parts of a mail. Both say the same. The HTML is one column without images, remote parts or scripts;
 * it leaves background and text colour to the reader's program, so that dark mode works where style sheets do not.
 */
import { direction, type Locale } from '../shared/i18n/locales.ts';
import { html } from './text.ts';

export type Block =
  | { kind: 'paragraph'; text: string }
  /** Words of a person, many lines. */
  | { kind: 'quote'; text: string }
  /** A button; the bare address stands below it. */
  | { kind: 'link'; label: string; hint: string; url: string }
  | { kind: 'small'; text: string };

/** What a template makes: the layout does the rest. */
export interface Content {
  subject: string;
  blocks: Block[];
}

export function renderText(blocks: readonly Block[]): string {
  const parts = blocks.map((block) => {
    if (block.kind === 'quote') return block.text.replace(/^/gm, '> ');
    // The address has a line to itself, so that nothing is taken for a part of it.
    if (block.kind === 'link') return `${block.label}:\n${block.url}`;
    return block.text;
  });
  return `${parts.join('\n\n')}\n`;
}

const styles = {
  page: 'margin:0;padding:24px 16px;font-family:system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;font-size:16px;line-height:1.5',
  column: 'max-width:560px;margin:0 auto',
  paragraph: 'margin:0 0 16px',
  quote: 'margin:0 0 16px;padding:4px 16px;border-inline-start:4px solid #8a94a6',
  button:
    'display:inline-block;padding:12px 24px;border-radius:6px;background-color:#0b6b60;color:#ffffff;font-weight:600;text-decoration:none',
  address: 'margin:0 0 16px;font-size:14px;overflow-wrap:anywhere;word-break:break-all',
  small: 'margin:0 0 8px;font-size:14px;opacity:.8',
};

const block = (part: Block): string => {
  if (part.kind === 'paragraph') return `<p style='${styles.paragraph}'>${html(part.text)}</p>`;
  if (part.kind === 'small') return `<p style='${styles.small}'>${html(part.text)}</p>`;
  if (part.kind === 'quote')
    return `<blockquote dir="auto" style='${styles.quote}'>${html(part.text).replaceAll('\n', '<br>\n')}</blockquote>`;
  const url = html(part.url);
  return [
    `<p style='${styles.paragraph}'><a href="${url}" style='${styles.button}'>${html(part.label)}</a></p>`,
    `<p style='${styles.address}'>${html(part.hint)}<br>\n<a href="${url}" dir="ltr">${url}</a></p>`,
  ].join('\n');
};

export function renderHtml(content: Content, locale: Locale): string {
  return `<!doctype html>
<html lang="${locale}" dir="${direction(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${html(content.subject)}</title>
</head>
<body style='${styles.page}'>
<div style='${styles.column}'>
${content.blocks.map(block).join('\n')}
</div>
</body>
</html>
`;
}
