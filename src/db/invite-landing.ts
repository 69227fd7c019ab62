/** Who invites, as the page of an invite shows them. */
import { type Db, statement } from './open.ts';

export interface LandingInviter {
  id: number;
  username: string;
  name: string | null;
}
interface Row extends LandingInviter {
  own_email: string | null;
  own_email_key: string | null;
}
const find = statement<Row>(
  'inviteLanding.find',
  `select u.id, u.username, u.name, me.email as own_email, me.email_key as own_email_key
   from users u left join users me on me.id = $2 where u.id = $1`,
);

/** The inviter, and the address of the reader if they are logged in. */
export async function findLandingInviter(db: Db, inviterId: number, readerId: number | undefined) {
  const [row] = await db.query(find, [inviterId, readerId ?? null]);
  if (!row) return undefined;
  const { id, username, name, own_email, own_email_key } = row;
  return { inviter: { id, username, name }, own_email, own_email_key };
}
