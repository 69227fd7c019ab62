/** `usher explain USERNAME [GROUP]`: may they invite, and which rules say so. `--json` prints what `GET /invites/explain.json` answers. */
import { parseArgs } from 'node:util';
import { visibleGroup } from '../domain/groups/find.ts';
import { explainInvite } from '../domain/invites/explain.ts';
import type { Helper } from '../errors.ts';
import { explainStep, refusalWords } from '../translate.ts';
import { UsageError } from './main.ts';
import { contextFor, withServices } from './open.ts';

const MARKS = { allows: 'yes', refuses: 'no ', passes: ' - ' } as const;

const namesOf = (who: readonly Helper[]) =>
  who.map(({ role, usernames }) => (usernames ? usernames.join(', ') : role)).join(' or ');

export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean' } },
  });
  const [username, name] = positionals;
  if (!username || positionals.length > 2) throw new UsageError('Name one user, and the group it is about.');
  await withServices(async (opened) => {
    const ctx = await contextFor(opened);
    const group = name ? await visibleGroup(ctx, { name }) : undefined;
    const { steps, ...answer } = await explainInvite(ctx, username, group);
    const told = steps.map((step) => ({ ...step, text: explainStep('en', step, answer.username) }));
    if (values.json) {
      console.log(
        JSON.stringify({
          username: answer.username,
          group: group ? { id: group.id, name: group.name, full_name: group.full_name } : null,
          can_invite: answer.can_invite,
          reason: answer.reason ?? null,
          rule: answer.reason ? refusalWords('en', answer.reason) : null,
          who_can_help: answer.who,
          steps: told.map(({ about, rule, outcome, text, setting, who }) => ({
            about,
            rule,
            outcome,
            text,
            setting,
            who_can_change: who,
          })),
        }),
      );
      return;
    }
    console.log(
      `${answer.username} ${answer.can_invite ? 'may' : 'may not'} invite${group ? ` to ${group.name}` : ''}:`,
    );
    for (const { outcome, text, who } of told) {
      const names = namesOf(who);
      console.log(`${MARKS[outcome]}  ${text}${outcome === 'refuses' && names ? ` (${names} can change it)` : ''}`);
    }
    if (answer.who.length > 0) console.log(`Who can help: ${namesOf(answer.who)}`);
  });
}
