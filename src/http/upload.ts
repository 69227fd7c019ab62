/** The bytes of an uploaded file as they come, from a form or as the body itself. */
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { invalidRecord } from '../errors.ts';

/** Kinds of body that are a file by themselves. */
export const TEXT_BODIES = ['text/csv', 'text/plain'];
const NAMES = new Set(['file', 'files[]', 'files']);
/** The domain counts the bytes that matter; these bound what comes beside the file. */
const LIMITS = { fileSize: 1_073_741_824, files: 5, fields: 50, fieldSize: 10_000, parts: 60 };

const optionInForm = (name: string) =>
  invalidRecord('import_option_in_form', { name }, { reason: 'import_option_in_form' });
const noFile = () => invalidRecord('import_no_file', {}, { reason: 'import_no_file' });

export interface UploadedFile {
  bytes: AsyncIterable<Uint8Array>;
  /** Of the file part, once its first bytes have come. */
  name(): string | undefined;
}

/**
 * @param options names that mean something in the address and nothing in the form
 * @returns the first file of a form, or the body. Reading fails with 422 when there is no file, or such a name
 */
export function uploadedFile(request: FastifyRequest, options: readonly string[] = []): UploadedFile {
  let name: string | undefined;
  async function* bytes(): AsyncGenerator<Uint8Array> {
    if (!request.isMultipart()) {
      if (!(request.body instanceof Readable)) throw noFile();
      yield* request.body;
      return;
    }
    let found = false;
    for await (const part of request.parts({ limits: LIMITS })) {
      if (part.type !== 'file') {
        if (options.includes(part.fieldname)) throw optionInForm(part.fieldname);
        continue;
      }
      if (found || !NAMES.has(part.fieldname)) part.file.resume();
      else {
        found = true;
        // What is no text, PostgreSQL would refuse.
        name = part.filename?.replace(/\p{Cc}/gu, ' ');
        yield* part.file;
      }
    }
    if (!found) throw noFile();
  }
  return { bytes: bytes(), name: () => name };
}

/** What a refused upload may still send, so that its sender gets to read why. */
const DRAIN_BYTES = 67_108_864;

/** Lets go of a body that nobody wants any more: the rest is read into nothing, up to a bound. */
export function dropUpload(request: FastifyRequest): void {
  const { raw } = request;
  if (raw.complete || raw.destroyed) return;
  let left = DRAIN_BYTES;
  raw.unpipe();
  raw.on('data', (piece: Buffer) => {
    left -= piece.length;
    if (left < 0) raw.destroy();
  });
  raw.resume();
}
