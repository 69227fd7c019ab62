/** A list on its way to the server, with how much of it is there: `fetch` does not tell that yet. */
import type { ImportReply } from '../../../../src/shared/wire/imports.ts';
import { ApiError, readReply, withCsrf } from '../../api.ts';

interface UploadOptions {
  /** Left out for a text that was pasted. */
  file_name?: string | undefined;
  /** Names of groups for rows that name none. */
  groups: readonly string[];
  /** From 0 to 1; at 1 the server still checks the last rows. */
  onProgress: (part: number) => void;
  /** Stops it; nothing of the list is kept then. */
  signal: AbortSignal;
}

/** @throws ApiError; an AbortError when it was stopped */
export function upload(list: Blob, { file_name, groups, onProgress, signal }: UploadOptions): Promise<ImportReply> {
  const query = new URLSearchParams({ ...(file_name && { file_name }), groups: groups.join(',') });
  return withCsrf((token) => send(`/imports.json?${query}`, list, token, onProgress, signal));
}

function send(
  path: string,
  list: Blob,
  token: string,
  onProgress: UploadOptions['onProgress'],
  signal: AbortSignal,
): Promise<ImportReply> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open('POST', path);
    xhr.setRequestHeader('accept', 'application/json');
    xhr.setRequestHeader('x-requested-with', 'XMLHttpRequest');
    xhr.setRequestHeader('x-csrf-token', token);
    // Whatever the system takes the file for: it is read as a list, or refused in words.
    xhr.setRequestHeader('content-type', 'text/csv');
    xhr.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
    xhr.onload = () => {
      try {
        resolve(readReply(xhr.status, xhr.responseText));
      } catch (refusal) {
        reject(refusal);
      }
    };
    xhr.onerror = () => reject(new ApiError(0, []));
    xhr.onabort = () => reject(signal.reason);
    const stop = () => xhr.abort();
    signal.addEventListener('abort', stop, { once: true });
    xhr.onloadend = () => signal.removeEventListener('abort', stop);
    if (signal.aborted) reject(signal.reason);
    else xhr.send(list);
  });
}
