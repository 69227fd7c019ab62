/**
 * How an endpoint is declared: method, path, who may come, which parameters it reads, what it does. `app.ts` registers
 * them all; a route without an access does not compile.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TObject } from 'typebox';
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
  params: TObject;
  handle(call: Call<never>): Promise<unknown>;
}

/** Declares a route; the handler's input is typed by `params`. What it returns is the JSON reply. */
export function route<S extends TObject>(declared: {
  method: Route['method'];
  path: string;
  access: Access;
  params: S;
  handle(call: Call<Static<S>>): Promise<unknown>;
}): Route {
  return declared as unknown as Route;
}

/** The contract's plain success. */
export const OK = { success: 'OK' } as const;
