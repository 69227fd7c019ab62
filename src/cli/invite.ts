/** `usher invite ADDRESS… --groups a,b`: invites by e-mail; who has an account already is added to the groups instead. */
import { parseArgs } from 'node:util';
import type { Ctx } from '../context.ts';
import { addUsers } from '../domain/groups/add-users.ts';
import { visibleGroup } from '../domain/groups/find.ts';
import { chooseGroups } from '../domain/invites/choose-groups.ts';
import { createInvite, type InviteInput } from '../domain/invites/create.ts';
import { UsherError } from '../errors.ts';
import { wakeOnce } from '../jobs/wake.ts';
import { inviteLink, mailedInviteLink } from '../links.ts';
import { mailConfigured } from '../mail/configured.ts';
import { translate } from '../translate.ts';
import { UsageError } from './main.ts';
import { contextFor, withServices } from './open.ts';
import { sentenceOf } from './sentence.ts';

interface Named {
  id: number;
  name: string;
}

type Result = { email: string } & (
  | { outcome: 'invited'; id: number; link: string; groups: Named[]; expires_at: Date; warnings: string[] }
  /** Had an account: joined these groups now. */
  | { outcome: 'added'; username: string; groups: Named[] }
  | { outcome: 'already_member' }
  | { outcome: 'failed'; error: string }
);

const codeOf = (error: unknown) => (error instanceof UsherError ? error.details.code : undefined);

/** Adds an account to each of the groups. Being in one already is no failure. */
async function addNow(ctx: Ctx, email: string, input: InviteInput): Promise<Result> {
  const joined: Named[] = [];
  let username = '';
  for (const { id, name } of (await chooseGroups(ctx, input)).groups) {
    try {
      const group = await visibleGroup(ctx, { id: String(id) });
      [username = ''] = (await addUsers(ctx, group, { user_emails: [email], notify_users: true })).usernames;
      joined.push({ id, name });
    } catch (error) {
      if (codeOf(error) !== 'member_already') throw error;
    }
  }
  return joined.length > 0
    ? { email, outcome: 'added', username, groups: joined }
    : { email, outcome: 'already_member' };
}

async function inviteOne(ctx: Ctx, input: InviteInput & { email: string }, makeLink: typeof mailedInviteLink) {
  const { email } = input;
  const { services } = ctx;
  const hasGroups = (input.group_names ?? []).length > 0;
  try {
    const { invite, groups, warnings } = await createInvite(ctx, input).catch((error) => {
      if (codeOf(error) === 'existing_account' && hasGroups) return { invite: undefined, groups: [], warnings: [] };
      throw error;
    });
    if (!invite) return await addNow(ctx, email, input);
    return {
      outcome: 'invited',
      id: invite.id,
      email: invite.email ?? email,
      link: makeLink(services.env.baseUrl, services.secrets, invite),
      groups: groups.map(({ id, name }) => ({ id, name })),
      expires_at: invite.expires_at,
      // That no mail leaves is told at the end, beside what to do about it here.
      warnings: warnings
        .filter(({ code }) => !code.startsWith('no_mail_'))
        .map(({ code, params }) => translate('en', 'errors', code, params)),
    } satisfies Result;
  } catch (error) {
    // Refused for a reason that is not about the address: the others would be refused alike.
    if (!(error instanceof UsherError) || error.kind === 'invalid_access') throw error;
    return { email, outcome: 'failed', error: sentenceOf(error) } satisfies Result;
  }
}

function tell(result: Result): void {
  const { email } = result;
  const names = 'groups' in result ? result.groups.map(({ name }) => name).join(', ') : '';
  if (result.outcome === 'failed') console.error(`${email}: ${result.error}`);
  else if (result.outcome === 'already_member') console.log(`${email} is a member already.`);
  else if (result.outcome === 'added')
    console.log(`${email} has an account: ${result.username} was added to ${names}.`);
  else {
    console.log(`Invited ${email}${names === '' ? '' : ` to ${names}`}: ${result.link}`);
    for (const warning of result.warnings) console.error(warning);
  }
}

export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      groups: { type: 'string' },
      as: { type: 'string' },
      message: { type: 'string' },
      'skip-email': { type: 'boolean' },
      json: { type: 'boolean' },
    },
  });
  const emails = [...new Set(positionals.map((email) => email.trim()).filter(Boolean))];
  if (emails.length === 0) throw new UsageError('Name at least one address to invite.');
  await withServices(async (opened) => {
    const { services } = opened;
    const ctx = await contextFor(opened, values.as);
    const group_names = values.groups
      ?.split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    const skip_email = values['skip-email'] ?? false;
    const mail = await mailConfigured(services);
    // Whoever runs this command reads the outbox too: where no mail leaves, they carry the link that the mail would have.
    const makeLink = mail.configured || skip_email ? inviteLink : mailedInviteLink;
    const outcomes: Result['outcome'][] = [];
    for (const email of emails) {
      const result = await inviteOne(
        ctx,
        {
          email,
          skip_email,
          ...(group_names ? { group_names } : {}),
          ...(values.message ? { custom_message: values.message } : {}),
        },
        makeLink,
      );
      outcomes.push(result.outcome);
      if (values.json) console.log(JSON.stringify(result));
      else tell(result);
    }
    if (!skip_email) await wakeOnce(services.db);
    if (!skip_email && !mail.configured && !values.json && outcomes.includes('invited'))
      console.error(
        `No mail leaves this server: ${mail.reason} Send them the link yourself; it proves their address, so give it to nobody else.`,
      );
    const failed = outcomes.filter((outcome) => outcome === 'failed').length;
    if (failed > 0) process.exitCode = failed === emails.length ? 1 : 3;
  });
}
