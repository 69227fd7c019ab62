import { Checkbox, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ApiKeyScopes } from '../../../../src/shared/wire/api-keys.ts';
import { request } from '../../api.ts';
import { t } from '../../i18n/index.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';

/** scope id -> what its parameters are bound to, as typed. */
export type ChosenScopes = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** As the API wants them: `{scope_id, username: 'ana,ben'}`; a parameter left empty may have any value. */
export const scopesToSend = (chosen: ChosenScopes) =>
  Object.entries(chosen).map(([scope_id, bound]) => ({ scope_id, ...bound }));

interface ScopePickerProps {
  chosen: ChosenScopes;
  onChange: (chosen: ChosenScopes) => void;
}

/** What a key may do, deed by deed, named as the API names them, with the calls each opens. */
export function ScopePicker({ chosen, onChange }: ScopePickerProps) {
  const { data } = useQuery({
    queryKey: ['api-keys', 'scopes'],
    queryFn: async () => (await request<ApiKeyScopes>('GET', '/admin/api/keys/scopes.json')).scopes,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!data) return <SkeletonRows rows={3} />;
  const toggle = (id: string) => {
    const { [id]: before, ...others } = chosen;
    onChange(before ? others : { ...chosen, [id]: {} });
  };
  return (
    <div className="stack">
      {Object.entries(data).map(([resource, scopes]) => (
        <fieldset key={resource} className="stack tight scopes">
          <legend dir="ltr">{resource}</legend>
          {scopes.map(({ scope_id, urls, params }) => (
            <div key={scope_id} className="stack tight">
              <Checkbox
                label={<bdi dir="ltr">{scope_id}</bdi>}
                description={<bdi dir="ltr">{urls.length > 0 ? urls.join(', ') : 'GET *'}</bdi>}
                checked={chosen[scope_id] !== undefined}
                onChange={() => toggle(scope_id)}
              />
              {chosen[scope_id] &&
                params.map((name) => (
                  <TextInput
                    key={name}
                    className="scope-param"
                    size="sm"
                    dir="auto"
                    label={t('keys.only', { name })}
                    description={t('keys.only_hint')}
                    value={chosen[scope_id]?.[name] ?? ''}
                    onChange={(event) =>
                      onChange({
                        ...chosen,
                        [scope_id]: { ...chosen[scope_id], [name]: event.currentTarget.value },
                      })
                    }
                  />
                ))}
            </div>
          ))}
        </fieldset>
      ))}
    </div>
  );
}
