/** A group as a viewer may know it: some keys are for staff, owners or admins only (contract 3.4). */

import type { GroupRow } from '../../db/groups.ts';
import type { Actor } from '../../policy/actor.ts';
import {
  canEditGroup,
  canEditMembers,
  canManageGroup,
  canSeeMembers,
  editableAttributes,
  reachesAlias,
  whyNotEditable,
} from '../../policy/groups.ts';
import { whoCanHelp } from '../../policy/invites.ts';
import { escapeHtml } from '../../shared/escape-html.ts';
import type { Locale } from '../../shared/i18n/locales.ts';
import type { Settings } from '../../shared/site-settings.ts';
import type { BasicGroup, Group } from '../../shared/wire/groups.ts';
import { translate } from '../../translate.ts';

/** Description as HTML: its paragraphs and line breaks, everything else literal. */
const cook = (text: string | null): string | null =>
  text === null
    ? null
    : text
        .split(/\n{2,}/)
        .map((paragraph) => `<p>${escapeHtml(paragraph.trim()).replaceAll('\n', '<br>\n')}</p>`)
        .join('\n');

const EXCERPT = 200;
const excerpt = (text: string | null): string | null => {
  if (text === null) return null;
  const letters = [...text.replace(/\s+/g, ' ')];
  return escapeHtml(letters.length > EXCERPT ? `${letters.slice(0, EXCERPT - 1).join('')}…` : letters.join(''));
};

export interface Viewer {
  actor: Actor;
  settings: Settings;
}

export function serializeBasicGroup(group: GroupRow, { actor, settings }: Viewer): BasicGroup {
  const owner = actor.ownedGroupIds.has(group.id);
  const manages = canManageGroup(actor, group, settings);
  return {
    id: group.id,
    automatic: group.automatic,
    name: group.name,
    ...(group.automatic ? { display_name: group.name } : {}),
    full_name: group.full_name,
    user_count: group.user_count,
    mentionable_level: group.mentionable_level,
    messageable_level: group.messageable_level,
    visibility_level: group.visibility_level,
    members_visibility_level: group.members_visibility_level,
    primary_group: group.primary_group,
    title: group.title,
    grant_trust_level: group.grant_trust_level,
    has_messages: false,
    flair_url: group.flair_icon,
    flair_bg_color: group.flair_bg_color,
    flair_color: group.flair_color,
    flair_group_id: group.flair_icon === null ? null : group.id,
    bio_cooked: cook(group.bio_raw),
    bio_excerpt: excerpt(group.bio_raw),
    public_admission: group.public_admission,
    public_exit: group.public_exit,
    allow_membership_requests: group.allow_membership_requests,
    default_notification_level: group.default_notification_level,
    membership_request_template: group.membership_request_template,
    publish_read_state: group.publish_read_state,
    can_see_members: canSeeMembers(actor, group),
    can_admin_group: manages,
    can_edit_group: manages || canEditMembers(actor, group, settings).ok,
    ...(actor.kind === 'anonymous' ? {} : { is_group_user: actor.groupIds.has(group.id) }),
    ...(owner ? { is_group_owner: true } : {}),
    ...(actor.staff || owner ? { incoming_email: group.incoming_email, bio_raw: group.bio_raw } : {}),
    ...(actor.admin ? { automatic_membership_email_domains: group.automatic_membership_email_domains } : {}),
  };
}

interface Reader extends Viewer {
  locale: Locale;
}

function serializeEditRefusal(group: GroupRow, { actor, settings, locale }: Reader): Group['edit_refusal'] {
  const reason = whyNotEditable(actor, group, settings);
  if (reason === undefined) return null;
  return { reason, rule: translate(locale, 'errors', `rule_${reason}`), who_can_help: whoCanHelp(reason) };
}

/** @param membership_requested the viewer waits for an answer of the owners */
export function serializeGroup(group: GroupRow, viewer: Reader, membership_requested: boolean): Group {
  const { actor, settings } = viewer;
  const owner = actor.ownedGroupIds.has(group.id);
  return {
    ...serializeBasicGroup(group, viewer),
    editable_attributes: canEditGroup(actor, group, settings).ok ? [...editableAttributes(actor, group)] : [],
    edit_refusal: serializeEditRefusal(group, viewer),
    membership_requested,
    is_group_user: actor.groupIds.has(group.id),
    is_group_owner_display: owner,
    mentionable: reachesAlias(actor, group, group.mentionable_level),
    messageable: reachesAlias(actor, group, group.messageable_level),
    flair_icon: group.flair_icon,
    flair_type: group.flair_icon === null ? null : 'icon',
    ...(actor.admin || owner
      ? {
          watching_category_ids: [],
          tracking_category_ids: [],
          watching_first_post_category_ids: [],
          regular_category_ids: [],
          muted_category_ids: [],
        }
      : {}),
  };
}
