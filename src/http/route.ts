/**
 * How an endpoint is declared: method, path, who may come, which parameters it reads, what it does. `app.ts` registers
 * them all; a route without an access does not compile.
 */
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TObject, TSchema } from 'typebox';
import type { Ctx } from '../context.ts';

/**
 * Coarse access, checked before the handler; finer rules are policies.
 * - `public`: anybody, even while `login_required` closes the site (login, invites, first run)
 * - `anyone`: anybody, unless the site is closed
 * - `user`: somebody logged in; others get 403 not_logged_in
 * - `staff`, `admin`: others get 404, because staff areas hide themselves
 */
export type Access = 'public' | 'anyone' | 'user' | 'staff' | 'admin';

export interface Call<I> {
  ctx: Ctx;
  /** Parameters as the route's schema reads them. */
  input: I;
  request: FastifyRequest;
  reply: FastifyReply;
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Canonical path, without `.json`; `/u` and `/groups` stand for their aliases too (see url.ts). */
  path: string;
  access: Access;
  /** One sentence for the documentation: what the call does, for whom if `access` does not say it. */
  summary: string;
  params: TObject;
  /** Shape of the reply of a success; `Empty` if it has no body. */
  reply: TSchema;
  /** Of the reply, where it is not JSON; the handler sends it itself. */
  type?: 'text/event-stream';
  /** Of a success, where it is not 200. */
  status?: 204;
  /** The body is a file that the handler reads as it comes; parameters are in the query. */
  upload?: true;
  /** Usher's own: the Discourse API has no such call. */
  own?: boolean;
  handle(call: Call<never>): Promise<unknown>;
}

/**
 * Declares a route; the handler's input is typed by `params`, and what it returns, the JSON reply, by `reply`. A handler
 * that has set another status may return undefined; a stream is sent as it is, with the type the handler has set. See openapi.ts for what is made of it besides.
 */
export function route<P extends TObject, R extends TSchema>(declared: {
  method: Route['method'];
  path: string;
  access: Access;
  summary: string;
  params: P;
  reply: R;
  type?: Route['type'];
  status?: 204;
  upload?: true;
  own?: boolean;
  handle(call: Call<Static<P>>): Promise<Static<R> | Readable | undefined>;
}): Route {
  return declared as unknown as Route;
}

/** The contract's plain success. */
export const OK = { success: 'OK' } as const;
