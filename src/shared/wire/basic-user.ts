/** The little that is shown of a person wherever they are named. */
import Type, { type Static } from 'typebox';

export const BasicUser = Type.Object(
  {
    id: Type.Integer(),
    username: Type.String(),
    name: Type.Union([Type.String(), Type.Null()]),
    /** Path with `{size}` in it. */
    avatar_template: Type.String(),
  },
  { additionalProperties: false },
);
export type BasicUser = Static<typeof BasicUser>;
