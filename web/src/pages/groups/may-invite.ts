import { useQuery } from '@tanstack/react-query';
import type { ExplainReply } from '../../../../src/shared/wire/explain.ts';
import type { Group } from '../../../../src/shared/wire/groups.ts';
import { request } from '../../api.ts';
import { decidesMembers } from './requests.ts';

/** Where the page says why; for the buttons that would invite. */
export const WHY_NOT_INVITE = 'why-not-invite';

/**
 * Who decides about members may still not invite, because of a site setting or because they are silenced.
 * @returns the refusal; undefined while it is asked for, and when there is none
 */
export function useInviteRefusal(group: Group): ExplainReply | undefined {
  const { data } = useQuery({
    queryKey: ['group', group.name, 'may-invite'],
    queryFn: () => request<ExplainReply>('GET', `/invites/explain.json?${new URLSearchParams({ group: group.name })}`),
    enabled: decidesMembers(group),
  });
  return data && !data.can_invite ? data : undefined;
}

/** For a button that cannot be used but still be reached by the keyboard, because its reason is read out with it. */
export const refusedButton = (refusal: ExplainReply | undefined) =>
  refusal ? { 'data-disabled': true, 'aria-disabled': true, 'aria-describedby': WHY_NOT_INVITE } : {};
