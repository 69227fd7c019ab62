/** Shapes of the administration of API keys (reference: groups-and-users.md 2.2). */
import Type, { type Static } from 'typebox';
import { BasicUser } from './basic-user.ts';
import { param } from './coerce.ts';

const closed = { additionalProperties: false } as const;
const Text = Type.Union([Type.String(), Type.Null()]);

const key = {
  id: Type.Integer(),
  truncated_key: Type.String(),
  description: Text,
  last_used_at: Text,
  created_at: Type.String(),
  updated_at: Type.String(),
  revoked_at: Text,
  /** Acts only as this user; null: as whoever a request names. */
  user: Type.Union([BasicUser, Type.Null()]),
  api_key_scopes: Type.Array(Type.Never()),
};
export const ApiKey = Type.Object(key, closed);
export type ApiKey = Static<typeof ApiKey>;

export const ApiKeyList = Type.Object(
  { keys: Type.Array(ApiKey), offset: Type.Integer(), limit: Type.Integer() },
  closed,
);
export type ApiKeyList = Static<typeof ApiKeyList>;

export const ApiKeyReply = Type.Object({ key: ApiKey }, closed);
export type ApiKeyReply = Static<typeof ApiKeyReply>;

/** The only reply that shows the key itself. */
export const NewApiKeyReply = Type.Object(
  { key: Type.Object({ ...key, key: Type.String({ pattern: '^[0-9a-f]{64}$' }) }, closed) },
  closed,
);
export type NewApiKeyReply = Static<typeof NewApiKeyReply>;

/** Reply of revoking and of undoing that. */
export const RevokedApiKeyReply = Type.Object({ api_key: ApiKey }, closed);
export type RevokedApiKeyReply = Static<typeof RevokedApiKeyReply>;

export const CreateApiKeyParams = Type.Object({
  key: param.object({
    description: param.text('What it is for.'),
    username: param.text('Acts only as this user; blank: as whoever a request names.'),
    scopes: param.raw('Not supported: anything but an empty list is refused.'),
  }),
});
export const UpdateApiKeyParams = Type.Object({
  id: param.text('Of the key.'),
  key: param.object({ description: param.text('What it is for.') }),
});
