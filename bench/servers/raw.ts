/** The least a Fastify server with `pg` must do: ask who it is, and read a page. What Usher's requests are compared with. */
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import pg from 'pg';
import { tokenHash } from '../../src/secrets.ts';
import { serve } from '../child.ts';
import { HASH, RAW } from '../measures/redeem.ts';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const app = fastify();

const authenticate = async (token: unknown): Promise<number> => {
  const { rows } = await pool.query({
    name: 'auth',
    text: 'select user_id from sessions where token_hash = $1 and expires_at > $2',
    values: [tokenHash(String(token)), new Date()],
  });
  return rows[0].user_id;
};

app.get('/nothing', async (request) => ({ user: await authenticate(request.headers.token) }));
app.get('/invites', async (request) => {
  const user = await authenticate(request.headers.token);
  const { rows } = await pool.query({
    name: 'page',
    text: `select id, email, created_at, expires_at, group_ids from invites
      where invited_by_id = $1 and deleted_at is null and redemption_count < max_redemptions_allowed
        and invalidated_at is null and expires_at > $2
      order by updated_at desc, id desc limit 30`,
    values: [user, new Date()],
  });
  return { invites: rows };
});

// The ids of a page from the index first, then the people.
app.get('/members', async (request) => {
  await authenticate(request.headers.token);
  const { group, offset } = request.query as { group: string; offset: string };
  const { rows } = await pool.query({
    name: 'members',
    text: `select u.id, u.username, u.name, u.title, u.last_seen_at, p.created_at as added_at from (
        select user_id, username_key, created_at from group_users where group_id = $1 and not owner
        order by username_key desc limit 50 offset $2) p
      cross join lateral (select * from users u where u.id = p.user_id limit 1) u order by p.username_key desc`,
    values: [group, offset],
  });
  return { members: rows };
});
// Two trips to the database: the invite is looked at, then everything is written at once.
app.post('/redeem', async (request, reply) => {
  const { id, username, token } = request.body as { id: number; username: string; token: string };
  const found = await pool.query({
    name: 'invite',
    text: 'select id, secret_id, key_nonce, email_token_nonce, email, group_ids, expires_at from invites where id = $1',
    values: [id],
  });
  if (found.rowCount !== 1) return reply.code(404).send({ error: 'unknown' });
  const values = [id, new Date(), username, HASH, tokenHash(token)];
  const { rowCount } = await pool.query({ ...RAW, values });
  return reply.code(rowCount === 1 ? 200 : 409).send({ success: rowCount === 1, groups: found.rows[0].group_ids });
});
app.get('/hello', async () => ({ hello: 'world' }));

await app.listen({ host: '127.0.0.1', port: 0 });
serve(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`, async () => {
  await app.close();
  await pool.end();
});
