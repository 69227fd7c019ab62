/** API keys: `/admin/api/keys`. For admins; everybody else gets the 404 of the staff area. */
import Type from 'typebox';
import { findApiKey, listApiKeys } from '../../db/api-keys.ts';
import { createApiKey } from '../../domain/api-keys/create.ts';
import { destroyApiKey } from '../../domain/api-keys/destroy.ts';
import { setApiKeyRevoked } from '../../domain/api-keys/revoke.ts';
import { updateApiKey } from '../../domain/api-keys/update.ts';
import { invalidParameters, notFound } from '../../errors.ts';
import {
  ApiKeyList,
  ApiKeyReply,
  ApiKeyScopes,
  CreateApiKeyParams,
  NewApiKeyReply,
  RevokedApiKeyReply,
  UpdateApiKeyParams,
} from '../../shared/wire/api-keys.ts';
import { idOf, param, required } from '../../shared/wire/coerce.ts';
import { Success } from '../../shared/wire/success.ts';
import { OK, route } from '../route.ts';
import { serializeApiKey, serializeScopes } from '../serializers/api-keys.ts';

const PAGE_MAX = 50;
const OneKey = Type.Object({ id: param.text('Of the key.') });

function keyId(text: string | undefined): number {
  const id = idOf(text);
  if (id === undefined) throw notFound();
  return id;
}

export const apiKeyRoutes = [
  route({
    method: 'GET',
    path: '/admin/api/keys',
    access: 'admin',
    summary: 'Lists API keys, without their secrets.',
    reply: ApiKeyList,
    params: Type.Object({ offset: param.integer('Rows to pass over.'), limit: param.integer('1 to 50.') }),
    async handle({ ctx, input }): Promise<ApiKeyList> {
      const { offset = 0, limit = PAGE_MAX } = input;
      if (limit < 1 || limit > PAGE_MAX) throw invalidParameters('limit');
      if (offset < 0) throw invalidParameters('offset');
      return { keys: (await listApiKeys(ctx.db, limit, offset)).map(serializeApiKey), offset, limit };
    },
  }),

  route({
    method: 'POST',
    path: '/admin/api/keys',
    access: 'admin',
    summary: 'Makes an API key; only this reply shows it.',
    reply: NewApiKeyReply,
    params: CreateApiKeyParams,
    async handle({ ctx, input }): Promise<NewApiKeyReply> {
      const { key, row } = await createApiKey(ctx, required(input.key, 'key'));
      return { key: { ...serializeApiKey(row), key } };
    },
  }),

  route({
    method: 'GET',
    path: '/admin/api/keys/scopes',
    access: 'admin',
    summary: 'Lists the scopes that can limit a key.',
    reply: ApiKeyScopes,
    params: Type.Object({}),
    handle: async (): Promise<ApiKeyScopes> => ({ scopes: serializeScopes() }),
  }),

  route({
    method: 'GET',
    path: '/admin/api/keys/:id',
    access: 'admin',
    summary: 'Shows an API key, without its secret.',
    reply: ApiKeyReply,
    params: OneKey,
    async handle({ ctx, input }): Promise<ApiKeyReply> {
      const row = await findApiKey(ctx.db, keyId(input.id));
      if (!row) throw notFound();
      return { key: serializeApiKey(row) };
    },
  }),

  route({
    method: 'PUT',
    path: '/admin/api/keys/:id',
    access: 'admin',
    summary: 'Changes what an API key is said to be for.',
    reply: ApiKeyReply,
    params: UpdateApiKeyParams,
    async handle({ ctx, input }): Promise<ApiKeyReply> {
      const { description = '' } = required(input.key, 'key');
      return { key: serializeApiKey(await updateApiKey(ctx, keyId(input.id), description)) };
    },
  }),

  route({
    method: 'POST',
    path: '/admin/api/keys/:id/revoke',
    access: 'admin',
    summary: 'Revokes an API key: it is refused from now on.',
    reply: RevokedApiKeyReply,
    params: OneKey,
    async handle({ ctx, input }): Promise<RevokedApiKeyReply> {
      return { api_key: serializeApiKey(await setApiKeyRevoked(ctx, keyId(input.id), true)) };
    },
  }),

  route({
    method: 'POST',
    path: '/admin/api/keys/:id/undo-revoke',
    access: 'admin',
    summary: 'Makes a revoked API key work again.',
    reply: RevokedApiKeyReply,
    params: OneKey,
    async handle({ ctx, input }): Promise<RevokedApiKeyReply> {
      return { api_key: serializeApiKey(await setApiKeyRevoked(ctx, keyId(input.id), false)) };
    },
  }),

  route({
    method: 'DELETE',
    path: '/admin/api/keys/:id',
    access: 'admin',
    summary: 'Deletes an API key for good.',
    reply: Success,
    params: OneKey,
    async handle({ ctx, input }) {
      await destroyApiKey(ctx, keyId(input.id));
      return OK;
    },
  }),
];
