/** Usher's own calls for the dialog that makes invites: what is known of addresses, and how the mail will read. */
import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false };
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** `POST /invites/check.json` */
export const CheckReply = Type.Object(
  {
    /** In the order they were sent, each once. */
    addresses: Type.Array(
      Type.Object(
        {
          email: Type.String(),
          /** `member`: of all the groups. `pending`: you have invited it; inviting again refreshes that invite. */
          state: Type.Union([
            Type.Literal('valid'),
            Type.Literal('invalid'),
            Type.Literal('has_account'),
            Type.Literal('member'),
            Type.Literal('pending'),
          ]),
          /** In words, for all but valid ones. */
          message: nullable(Type.String()),
          username: nullable(Type.String()),
          invite_id: nullable(Type.Integer()),
          /** It has an account, which you may add to the groups now (PUT /groups/ID/members). */
          can_add: Type.Boolean(),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type CheckReply = Static<typeof CheckReply>;

/** `POST /invites/preview.json` */
export const PreviewReply = Type.Object(
  { subject: Type.String(), text: Type.String(), html: Type.String(), locale: Type.String() },
  closed,
);
export type PreviewReply = Static<typeof PreviewReply>;
