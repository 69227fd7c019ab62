/** The little that is shown of a person wherever they are named. */
import { nameKey } from '../../shared/normalise.ts';
import type { BasicUser } from '../../shared/wire/basic-user.ts';

/** Six hex digits that are always the same for one name. */
function colour(key: string): string {
  let hash = 0;
  for (const char of key) hash = (Math.imul(hash, 31) + char.codePointAt(0)!) >>> 0;
  return (hash & 0xffffff).toString(16).padStart(6, '0');
}

/** The first letter on a colour of one's own, in the form clients of the Discourse API know. */
export function avatarTemplate(username: string): string {
  const key = nameKey(username);
  const [letter = ''] = key;
  return `/letter_avatar_proxy/v4/letter/${encodeURIComponent(letter)}/${colour(key)}/{size}.png`;
}

export const serializeBasicUser = (user: { id: number; username: string; name: string | null }): BasicUser => ({
  id: user.id,
  username: user.username,
  name: user.name,
  avatar_template: avatarTemplate(user.username),
});
