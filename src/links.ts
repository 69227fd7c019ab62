/** Addresses of ours that carry a key or token: made here only, so that it is plain who can make one. */
import type { Secrets } from './secrets.ts';

interface InviteKeyRow {
  id: number;
  secret_id: number;
  key_nonce: string;
}

export const inviteKey = (secrets: Secrets, invite: InviteKeyRow): string =>
  secrets.token('invite key', { id: invite.id, secretId: invite.secret_id, nonce: invite.key_nonce });

/** The second secret of an e-mail invite, which only its mail carries. Empty for links. */
export const inviteEmailToken = (
  secrets: Secrets,
  invite: InviteKeyRow & { email_token_nonce: string | null },
): string =>
  invite.email_token_nonce === null
    ? ''
    : secrets.token('invite email token', {
        id: invite.id,
        secretId: invite.secret_id,
        nonce: invite.email_token_nonce,
      });

/** The address that may be shown to inviter and staff: without the mailed token. */
export const inviteAddress = (baseUrl: string, key: string): string => `${baseUrl}/invites/${key}`;

export const inviteLink = (baseUrl: string, secrets: Secrets, invite: InviteKeyRow): string =>
  inviteAddress(baseUrl, inviteKey(secrets, invite));

/** The address in the mail. */
export const mailedInviteLink = (
  baseUrl: string,
  secrets: Secrets,
  invite: InviteKeyRow & { email_token_nonce: string | null },
): string => `${inviteLink(baseUrl, secrets, invite)}?t=${inviteEmailToken(secrets, invite)}`;

interface EmailTokenRow {
  id: number;
  secret_id: number;
  nonce: string;
}

/** Token of an activation, password-reset or change-of-address link. */
export const accountToken = (secrets: Secrets, row: EmailTokenRow): string =>
  secrets.token('account token', { id: row.id, secretId: row.secret_id, nonce: row.nonce });

export const activationLink = (baseUrl: string, secrets: Secrets, row: EmailTokenRow): string =>
  `${baseUrl}/u/activate-account/${accountToken(secrets, row)}`;

export const passwordResetLink = (baseUrl: string, secrets: Secrets, row: EmailTokenRow): string =>
  `${baseUrl}/u/password-reset/${accountToken(secrets, row)}`;

export const emailChangeLink = (baseUrl: string, secrets: Secrets, row: EmailTokenRow): string =>
  `${baseUrl}/u/confirm-new-email/${accountToken(secrets, row)}`;
