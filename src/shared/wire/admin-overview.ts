/** Shape of what the admin area's start page tells (Usher's own). */
import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false } as const;

/** `GET /admin/overview.json`. Nothing is counted beyond `counted_up_to`: one more than that means "more". */
export const AdminOverview = Type.Object(
  {
    counted_up_to: Type.Integer(),
    users: Type.Integer(),
    /** Null while new accounts need no approval. */
    pending_users: Type.Union([Type.Integer(), Type.Null()]),
    /** Without the automatic ones. */
    groups: Type.Integer(),
    /** Made and not revoked, whatever became of them. */
    invites: Type.Integer(),
    /** People who came, or joined a group, by an invite. */
    redemptions: Type.Integer(),
    /** Null for moderators: the e-mail log is for admins. */
    mails: Type.Union([
      Type.Object(
        {
          /** Not sent yet, and of these tried before: the mail server refuses or is away. */
          queued: Type.Integer(),
          delayed: Type.Integer(),
          failed: Type.Integer(),
          kept: Type.Integer(),
          /** The mail server's last answer to one that is delayed. */
          last_problem: Type.Union([Type.String(), Type.Null()]),
        },
        closed,
      ),
      Type.Null(),
    ]),
  },
  closed,
);
export type AdminOverview = Static<typeof AdminOverview>;
