/** `usher invite ADDRESS --groups a,b`: one e-mail invite, with the same rules as everywhere. */
import { parseArgs } from 'node:util';
import { createInvite } from '../domain/invites/create.ts';
import { wakeOnce } from '../jobs/wake.ts';
import { inviteLink, mailedInviteLink } from '../links.ts';
import { mailConfigured } from '../mail/configured.ts';
import { translate } from '../translate.ts';
import { UsageError } from './main.ts';
import { contextFor, withServices } from './open.ts';

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
  const email = positionals[0]?.trim();
  if (!email || positionals.length !== 1) throw new UsageError('Name one address to invite.');
  await withServices(async (opened) => {
    const { services } = opened;
    const ctx = await contextFor(opened, values.as);
    const group_names = values.groups
      ?.split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    const { invite, groups, warnings } = await createInvite(ctx, {
      email,
      skip_email: values['skip-email'] ?? false,
      ...(group_names ? { group_names } : {}),
      ...(values.message ? { custom_message: values.message } : {}),
    });
    const mail = await mailConfigured(services);
    // Whoever runs this command reads the outbox too: where no mail leaves, they carry the link that the mail would have.
    const makeLink = mail.configured || values['skip-email'] ? inviteLink : mailedInviteLink;
    const link = makeLink(services.env.baseUrl, services.secrets, invite);
    const told = warnings.map(({ code, params }) => translate('en', 'errors', code, params));
    if (!values['skip-email']) await wakeOnce(services.db);
    if (values.json) {
      const { id, expires_at } = invite;
      console.log(
        JSON.stringify({
          id,
          email: invite.email,
          link,
          groups: groups.map(({ id, name }) => ({ id, name })),
          expires_at,
          warnings: told,
        }),
      );
      return;
    }
    console.log(
      `Invited ${invite.email}${groups.length > 0 ? ` to ${groups.map((group) => group.name).join(', ')}` : ''}: ${link}`,
    );
    // That no mail leaves is told below, beside what to do about it here.
    const rest = told.filter((_, index) => !warnings[index]?.code.startsWith('no_mail_'));
    for (const warning of rest) console.error(warning);
    if (!values['skip-email'] && !mail.configured)
      console.error(
        `No mail leaves this server: ${mail.reason} Send them the link yourself; it proves their address, so give it to nobody else.`,
      );
  });
}
