/** What the pages about groups ask the server for. Keys begin with ['groups'] for lists and ['group', name] for one. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import type { Group, GroupReply } from '../../../../src/shared/wire/groups.ts';
import { request } from '../../api.ts';

/** Address of something below a group, e.g. `pathOf('readers', 'members', { limit: 30 })`; undefined values are left out. */
export function pathOf(
  group: string | number,
  below = '',
  query: Readonly<Record<string, string | number | boolean | undefined>> = {},
): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) words.set(name, String(value));
  const path = `/groups/${encodeURIComponent(group)}${below && `/${below}`}.json`;
  return words.size > 0 ? `${path}?${words}` : path;
}

export const groupQuery = (name: string) =>
  queryOptions({
    queryKey: ['group', name, 'show'],
    queryFn: async () => (await request<GroupReply>('GET', pathOf(name))).group,
  });

/** Asks again for all that is shown of a group, and for what its members are told elsewhere. */
export function useRefreshGroup(name: string): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['group', name] }),
      client.invalidateQueries({ queryKey: ['groups'] }),
      client.invalidateQueries({ queryKey: ['current-user'] }),
    ]);
}

/** Whether the person decides who is in the group. Nobody does so for automatic groups. */
export const decidesMembers = (group: Group): boolean => group.can_edit_group && !group.automatic;

/** What the server made HTML of for others, as the text it was. Nothing in it is run. */
export const plainText = (html: string): string =>
  new DOMParser().parseFromString(html.replaceAll('</p>\n<p>', '</p>\n\n<p>'), 'text/html').body.textContent.trim();
