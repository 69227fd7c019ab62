/** Usher's own: requests to invite somebody, from people who may not, and from whoever opened a dead link. */
import Type, { type Static } from 'typebox';
import { BasicUser } from './basic-user.ts';

const closed = { additionalProperties: false };
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const oneOf = <const T extends readonly string[]>(words: T) =>
  Type.Unsafe<T[number]>(Type.Union(words.map((word) => Type.Literal(word))));

export const InviteRequest = Type.Object(
  {
    id: Type.Integer(),
    email: Type.String(),
    reason: nullable(Type.String()),
    created_at: Type.String(),
    state: oneOf(['waiting', 'approved', 'declined']),
    /** null: whoever opened a dead link, whom nobody has checked. */
    asker: nullable(BasicUser),
    /** Who made the invite whose link is dead. */
    inviter: nullable(BasicUser),
    groups: Type.Array(
      Type.Object({ id: Type.Integer(), name: Type.String(), full_name: nullable(Type.String()) }, closed),
    ),
    answered_by: nullable(BasicUser),
    answered_at: nullable(Type.String()),
    /** What an approval did. `added`: the address had an account, which is in the groups now. */
    result: nullable(oneOf(['invited', 'added', 'already_member'])),
  },
  closed,
);
export type InviteRequest = Static<typeof InviteRequest>;

/** `GET /invite_requests.json`, `GET /groups/:name/invite_requests.json` */
export const InviteRequestList = Type.Object(
  {
    requests: Type.Array(InviteRequest),
    waiting: Type.Integer(),
    /** Send it as `after` for the next page; null: this is the last. */
    next: nullable(Type.String()),
  },
  closed,
);
export type InviteRequestList = Static<typeof InviteRequestList>;

/** `PUT /invite_requests/:id/approve.json` and `decline.json` */
export const AnsweredRequest = Type.Object({ success: Type.Literal('OK'), request: InviteRequest }, closed);
export type AnsweredRequest = Static<typeof AnsweredRequest>;

/** `POST /groups/:name/invite_requests.json` */
export const AskedReply = Type.Object(
  {
    success: Type.Literal('OK'),
    /** Addresses the owners were asked about now. */
    emails: Type.Array(Type.String()),
    /** Addresses the same person had asked about before; they still wait. */
    already_waiting: Type.Array(Type.String()),
  },
  closed,
);
export type AskedReply = Static<typeof AskedReply>;
