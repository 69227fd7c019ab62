/** Shapes of the calls about members and owners (reference: groups-and-users.md 3.5 and 3.7). */
import Type, { type Static } from 'typebox';
import { BasicUser } from './basic-user.ts';

const text = Type.Union([Type.String(), Type.Null()]);

/** Usher's own. `invite_id` null: added without one; `by` null: the account is gone. */
const JoinedThrough = Type.Object(
  { invite_id: Type.Union([Type.Integer(), Type.Null()]), by: Type.Union([BasicUser, Type.Null()]) },
  { additionalProperties: false },
);

export const Member = Type.Object(
  {
    ...BasicUser.properties,
    /** Only when asked for with `joined_through`; null: the log does not say. */
    joined_through: Type.Optional(Type.Union([JoinedThrough, Type.Null()])),
    /** Only together with `joined_through`; false: nobody has proved yet that the account's address is theirs. */
    confirmed: Type.Optional(Type.Boolean()),
    title: text,
    last_posted_at: Type.Null(),
    last_seen_at: text,
    added_at: Type.String(),
    timezone: text,
    primary_group_name: text,
    flair_name: text,
  },
  { additionalProperties: false },
);
export type Member = Static<typeof Member>;

/** `GET /groups/:name/members.json`; owners are in both lists, and `owners` is never paged. */
export const MembersReply = Type.Object(
  {
    members: Type.Array(Member),
    owners: Type.Array(Member),
    /** `total` is the number of all members, whatever the filter. */
    meta: Type.Object(
      { total: Type.Integer(), limit: Type.Integer(), offset: Type.Integer() },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);
export type MembersReply = Static<typeof MembersReply>;

const Requester = Type.Object(
  {
    ...BasicUser.properties,
    /** null: an invite could not let the person in by itself. */
    reason: text,
    requested_at: Type.String(),
    /** Usher's own: the invite the request comes from. */
    invite_id: Type.Union([Type.Integer(), Type.Null()]),
  },
  { additionalProperties: false },
);
/** `GET /groups/:name/members.json?requesters=true`; `total` is the number of all requests. */
export const RequestersReply = Type.Object(
  { members: Type.Array(Requester), meta: MembersReply.properties.meta },
  { additionalProperties: false },
);
export type RequestersReply = Static<typeof RequestersReply>;

/** `POST /groups/:name/request_membership.json` */
export const RequestedReply = Type.Object(
  { success: Type.Literal('OK'), relative_url: Type.String() },
  { additionalProperties: false },
);

/** `PUT /admin/groups/automatic_membership_count.json` */
export const DomainCountReply = Type.Object(
  { user_count: Type.Union([Type.Integer(), Type.Null()]) },
  { additionalProperties: false },
);

const OK = Type.Literal('OK');
const names = Type.Array(Type.String());

/** `PUT /groups/:id/members.json`: everybody selected, and the addresses invited. */
export const AddMembersReply = Type.Object(
  { success: OK, usernames: names, emails: names },
  { additionalProperties: false },
);
export type AddMembersReply = Static<typeof AddMembersReply>;

/** `DELETE /groups/:id/members.json`: who was taken out, and who was no member. */
export const RemoveMembersReply = Type.Object(
  { success: OK, usernames: names, skipped_usernames: names },
  { additionalProperties: false },
);
export type RemoveMembersReply = Static<typeof RemoveMembersReply>;

/** `PUT /groups/:id/owners.json` */
export const AddOwnersReply = Type.Object({ success: OK, usernames: names }, { additionalProperties: false });
export type AddOwnersReply = Static<typeof AddOwnersReply>;
