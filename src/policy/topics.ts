/**
 * What one may be told the changes of. A topic somebody may not follow, and one that does not exist, are the same: it is
 * not followed. Only that something changed is ever told; what, is asked for by the ordinary calls with their own rules.
 */
import type { Settings } from '../shared/site-settings.ts';
import type { ParsedTopic, Topic } from '../shared/wire/events.ts';
import type { Actor } from './actor.ts';
import { canEditMembers, canListGroups, canSeeMembers, type GroupFacts, groupsInSight } from './groups.ts';

/** A topic, and the changes (src/db/changes.ts) that belong to it; `invites:*` stands for anybody's. */
export interface FollowedTopic {
  topic: Topic;
  changes: string[];
}

/** @returns undefined when the actor may not follow it */
function changesOf(
  actor: Actor,
  wanted: ParsedTopic,
  groups: ReadonlyMap<number, GroupFacts>,
  settings: Settings,
): string[] | undefined {
  switch (wanted.kind) {
    case 'notifications':
      return [`notifications:${actor.id}`];
    case 'imports':
      return [`imports:${actor.id}`];
    case 'invites':
      return [`invites:${actor.id}`];
    case 'session':
      return [`user:${actor.id}`, 'settings:*'];
    case 'requests':
      return actor.admin
        ? ['user_requests:*', 'group_requests:*']
        : [`user_requests:${actor.id}`, ...[...actor.ownedGroupIds].map((id) => `group_requests:${id}`)];
    case 'all_invites':
      return actor.staff ? ['invites:*'] : undefined;
    case 'settings':
      return actor.staff ? ['settings:*'] : undefined;
    case 'users':
      return actor.staff ? ['accounts:*', 'user:*'] : undefined;
    case 'audit':
      return actor.admin ? ['audit:*'] : actor.staff ? ['audit:0'] : undefined;
    case 'api_keys':
      return actor.admin ? ['api_keys:*'] : undefined;
    case 'groups': {
      if (!canListGroups(actor, settings)) return undefined;
      const { level } = groupsInSight(actor);
      return Array.from({ length: level + 1 }, (_, one) => `groups:${one}`);
    }
    case 'email_logs':
      return actor.admin ? ['email_logs:*'] : undefined;
    default: {
      const group = groups.get(wanted.groupId);
      const may =
        group && (wanted.kind === 'group' ? canSeeMembers(actor, group) : canEditMembers(actor, group, settings).ok);
      return may ? [wanted.topic] : undefined;
    }
  }
}

/**
 * @param groups those of the wanted topics that there are
 * @returns what of the wanted the actor may follow; nothing for visitors
 */
export function topicsFollowed(
  actor: Actor,
  wanted: readonly ParsedTopic[],
  groups: ReadonlyMap<number, GroupFacts>,
  settings: Settings,
): FollowedTopic[] {
  if (actor.kind === 'anonymous') return [];
  return wanted.flatMap((one) => {
    const changes = changesOf(actor, one, groups, settings);
    return changes ? [{ topic: one.topic, changes }] : [];
  });
}
