/** The one-time secret in the address that the start prints while there is no admin. */
import type { Services } from '../../context.ts';
import { findSetupTokenGood, updateSetupToken } from '../../db/setup.ts';
import { findAdminExists } from '../../db/users.ts';
import { randomToken, tokenHash } from '../../secrets.ts';

const DAY_MS = 86_400_000;

/** Makes a new secret, good for a day; an earlier one is dead. @returns undefined when there is an admin */
export async function issueSetupToken(services: Services): Promise<string | undefined> {
  const { db, now } = services;
  if (await findAdminExists(db)) return undefined;
  const token = randomToken(24);
  await updateSetupToken(db, tokenHash(token), new Date(now().getTime() + DAY_MS));
  return token;
}

/** Whether the secret would work now. Uses nothing up. */
export const isSetupToken = (services: Services, token: string): Promise<boolean> =>
  findSetupTokenGood(services.db, tokenHash(token), services.now());
