/** Explanations of the rules about inviting -> wire, in the reader's words. */
import type { Ctx } from '../../context.ts';
import type { Explanation } from '../../domain/invites/explain.ts';
import type { GroupChoice, GroupChoices } from '../../domain/invites/group-choices.ts';
import type { Helper } from '../../errors.ts';
import { whoCanHelp } from '../../policy/invites.ts';
import type { ExplainReply, GroupChoiceReply, GroupChoicesReply } from '../../shared/wire/explain.ts';
import { explainStep, refusalWords } from '../../translate.ts';

const refusal = (ctx: Ctx, reason: string | undefined, who: Helper[]) => ({
  can_invite: reason === undefined,
  reason: reason ?? null,
  rule: reason === undefined ? null : refusalWords(ctx.locale, reason),
  who_can_help: reason === undefined ? [] : who,
});

export function serializeExplanation(ctx: Ctx, { username, group, reason, who, steps }: Explanation): ExplainReply {
  return {
    username,
    group: group ? { id: group.id, name: group.name, full_name: group.full_name } : null,
    ...refusal(ctx, reason, who),
    steps: steps.map((step) => ({
      about: step.about,
      rule: step.rule,
      outcome: step.outcome,
      text: explainStep(ctx.locale, step, username),
      setting: step.setting,
      who_can_change: step.who,
    })),
  };
}

const choice = (ctx: Ctx, { group, reason, who, can_ask }: GroupChoice): GroupChoiceReply => ({
  id: group.id,
  name: group.name,
  full_name: group.full_name,
  automatic: group.automatic,
  user_count: group.user_count,
  is_group_user: ctx.actor.groupIds.has(group.id),
  is_group_owner: ctx.actor.ownedGroupIds.has(group.id),
  ...refusal(ctx, reason, who),
  can_ask,
  grant_trust_level: group.grant_trust_level,
  title: group.title,
  primary_group: group.primary_group,
});

export const serializeGroupChoices = (ctx: Ctx, { choices, total, reason }: GroupChoices): GroupChoicesReply => ({
  groups: choices.map((one) => choice(ctx, one)),
  total,
  without_groups: refusal(ctx, reason, reason ? whoCanHelp(reason) : []),
});
