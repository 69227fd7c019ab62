/** Where the report about an import goes. */
import { type Db, statement } from './open.ts';

const address = statement<{ email: string | null }>('importReport.address', 'select email from users where id = $1');
/** undefined: the account has none, like the system itself. */
export const findAddress = async (db: Db, userId: number) => (await db.query(address, [userId]))[0]?.email ?? undefined;
