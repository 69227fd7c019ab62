/** Shapes of the administration of API keys (reference: groups-and-users.md 2.2). */
import Type, { type Static } from 'typebox';
import { BasicUser } from './basic-user.ts';
import { param } from './coerce.ts';

const closed = { additionalProperties: false } as const;
const Text = Type.Union([Type.String(), Type.Null()]);

const GrantedScope = Type.Object(
  {
    resource: Type.String(),
    action: Type.String(),
    key: Type.String(),
    /** What it can be bound to, and what it is bound to. */
    parameters: Type.Array(Type.String()),
    allowed_parameters: Type.Record(Type.String(), Type.Array(Type.String())),
    /** `/u/:username (GET)`; none: every GET. */
    urls: Type.Array(Type.String()),
  },
  closed,
);

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
  /** All that the key may do; empty: whatever its user may. */
  api_key_scopes: Type.Array(GrantedScope),
};
export const ApiKey = Type.Object(key, closed);
export type ApiKey = Static<typeof ApiKey>;

export const ApiKeyList = Type.Object(
  { keys: Type.Array(ApiKey), offset: Type.Integer(), limit: Type.Integer() },
  closed,
);
export type ApiKeyList = Static<typeof ApiKeyList>;

/** `GET /admin/api/keys/scopes.json`, by resource */
export const ApiKeyScopes = Type.Object(
  {
    scopes: Type.Record(
      Type.String(),
      Type.Array(
        Type.Object(
          {
            scope_id: Type.String(),
            key: Type.String(),
            name: Type.String(),
            params: Type.Array(Type.String()),
            urls: Type.Array(Type.String()),
          },
          closed,
        ),
      ),
    ),
  },
  closed,
);
export type ApiKeyScopes = Static<typeof ApiKeyScopes>;

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
    scopes: param.raw('Limits the key: [{scope_id, …}], see scopes.json; empty: no limit.'),
  }),
});
export const UpdateApiKeyParams = Type.Object({
  id: param.text('Of the key.'),
  key: param.object({ description: param.text('What it is for.') }),
});
