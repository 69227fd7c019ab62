/** Bytes of an uploaded file -> text, piece by piece: UTF-8, or UTF-16 as spreadsheets write it. */
import { unreadable } from './unreadable.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

export interface Decoder {
  /** @throws UsherError 422 when it is no text */
  push(bytes: Uint8Array): string;
  end(): string;
  readonly encoding: Encoding;
}

/** A byte-order mark tells; without one every second byte of UTF-16 is zero where the text is Latin. */
function encodingOf([a, b]: Uint8Array): Encoding {
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a !== 0 && b === 0) return 'utf-16le';
  if (a === 0 && b !== 0) return 'utf-16be';
  return 'utf-8';
}

/** How files begin that people take for lists, in Latin-1. */
const NO_TEXT: readonly [beginning: string, cause: 'spreadsheet' | 'not_text'][] = [
  ['PK\x03\x04', 'spreadsheet'],
  ['\xd0\xcf\x11\xe0', 'spreadsheet'],
  ['\x89PNG', 'not_text'],
  ['\xff\xd8\xff', 'not_text'],
  ['GIF87a', 'not_text'],
  ['GIF89a', 'not_text'],
  ['%PDF-', 'not_text'],
];

const LONGEST_SIGN = 6;

export function openDecoder(): Decoder {
  let head: Uint8Array = new Uint8Array();
  let encoding: Encoding = 'utf-8';
  let decoder: InstanceType<typeof TextDecoder> | undefined;

  const decode = (bytes: Uint8Array | undefined): string => {
    let text: string;
    try {
      text = bytes ? decoder!.decode(bytes, { stream: true }) : decoder!.decode();
    } catch {
      throw unreadable('encoding');
    }
    if (text.includes('\0')) throw unreadable('not_text');
    return text;
  };
  const begin = (bytes: Uint8Array): string => {
    const beginning = Buffer.from(bytes.subarray(0, LONGEST_SIGN)).toString('latin1');
    const [, cause] = NO_TEXT.find(([sign]) => beginning.startsWith(sign)) ?? [];
    if (cause) throw unreadable(cause);
    encoding = encodingOf(bytes);
    decoder = new TextDecoder(encoding, { fatal: true });
    return decode(bytes);
  };

  return {
    push(bytes) {
      if (decoder) return decode(bytes);
      head = Buffer.concat([head, bytes]);
      return head.length < LONGEST_SIGN ? '' : begin(head);
    },
    end() {
      const first = decoder ? '' : begin(head);
      return first + decode(undefined);
    },
    get encoding() {
      return encoding;
    },
  };
}
