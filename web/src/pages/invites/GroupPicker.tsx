import { Checkbox, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { GroupChoiceReply, GroupChoicesReply } from '../../../../src/shared/wire/explain.ts';
import { request } from '../../api.ts';
import { nameHelpers, Problem } from '../../components/Problem.tsx';
import { T, t } from '../../i18n/index.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { AskOwners } from './AskOwners.tsx';

/** A group that was chosen; what joining it does is known of those that were seen in the list. */
export type ChosenGroup = Pick<GroupChoiceReply, 'id' | 'name' | 'full_name'> & Partial<GroupChoiceReply>;

interface GroupPickerProps {
  chosen: readonly ChosenGroup[];
  onChange: (chosen: ChosenGroup[]) => void;
  /** Addresses to ask the owners of other groups about; undefined: the invite is for none. */
  askFor: readonly string[] | undefined;
  /** What the groups are for, where it is not simply everybody who is invited now. */
  label?: string;
  /** Without a group is fine, or told otherwise. */
  optional?: boolean;
}

/** As many as one looks through; whoever has more searches. */
const SHOWN = 30;

/** "Add to groups": those one may use, and the others with the rule that forbids it and who can help. */
export function GroupPicker({ chosen, onChange, askFor, label, optional = false }: GroupPickerProps) {
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), 250);
  const choices = useQuery({
    queryKey: ['groups', 'choices', search],
    queryFn: () => {
      const query = new URLSearchParams({ search, limit: String(SHOWN) });
      return request<GroupChoicesReply>('GET', `/invites/groups.json?${query}`);
    },
    placeholderData: keepPreviousData,
  });
  const found = choices.data?.groups ?? [];
  const groups = found.filter((group) => !group.automatic);
  const automatic = found.filter((group) => group.automatic);
  // What is chosen stays in sight when the search is for something else.
  const shown = [...chosen.filter(({ id }) => !groups.some((group) => group.id === id)), ...groups];
  const toggle = (group: ChosenGroup, on: boolean) =>
    onChange(on ? [...chosen, group] : chosen.filter(({ id }) => id !== group.id));
  const rest = (choices.data?.total ?? 0) - found.length;
  return (
    <fieldset className="group-picker">
      <legend>{label ?? t('picker.label')}</legend>
      {(shown.length > 6 || typed) && (
        <TextInput
          type="search"
          size="sm"
          aria-label={t('picker.search')}
          placeholder={t('picker.search')}
          dir="auto"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      {choices.error && <Problem problem={choices.error} />}
      {choices.isPending && <SkeletonRows rows={2} />}
      {choices.data && shown.length === 0 && automatic.length === 0 && <p className="soft small">{t('picker.none')}</p>}
      <ul>
        {shown.map((group) => (
          <li key={group.id}>
            <Checkbox
              checked={chosen.some(({ id }) => id === group.id)}
              // What one may not add any more can still be taken off.
              disabled={group.can_invite === false && !chosen.some(({ id }) => id === group.id)}
              onChange={(event) => toggle(group, event.currentTarget.checked)}
              label={<bdi>{group.full_name || group.name}</bdi>}
              description={<Why group={group} />}
            />
            {group.can_ask && askFor && <AskOwners group={group} emails={askFor} />}
          </li>
        ))}
      </ul>
      {!optional && chosen.length === 0 && choices.data && <WithoutGroups {...choices.data.without_groups} />}
      {automatic.length > 0 && <Automatic groups={automatic} />}
      {rest > 0 && <p className="soft small">{t('picker.rest', { count: rest })}</p>}
    </fieldset>
  );
}

/** Groups that nobody can be invited to, whoever asks: said once for all of them, with what to do instead. */
function Automatic({ groups }: { groups: readonly GroupChoiceReply[] }) {
  const rule = useId();
  return (
    <fieldset aria-describedby={rule} className="automatic">
      <legend>{t('picker.automatic')}</legend>
      <ul>
        {groups.map((group) => (
          <li key={group.id}>
            <Checkbox size="xs" disabled checked={false} readOnly label={<bdi>{group.full_name || group.name}</bdi>} />
          </li>
        ))}
      </ul>
      <p id={rule} className="soft small" dir="auto">
        {groups[0]?.rule}
      </p>
    </fieldset>
  );
}

function Why({ group }: { group: ChosenGroup }) {
  if (group.can_invite !== false) return group.full_name ? <bdi>{group.name}</bdi> : null;
  const helpers = nameHelpers(group.who_can_help ?? []);
  return (
    <>
      <span dir="auto">{group.rule}</span> {helpers && t('problem.who', { people: helpers })}
    </>
  );
}

/** Some may invite only to the groups they own: told before they have written everything else. */
function WithoutGroups({ can_invite, rule, who_can_help }: GroupChoicesReply['without_groups']) {
  if (can_invite) return null;
  const helpers = nameHelpers(who_can_help);
  return (
    <div className="notice warn small">
      <p className="strong">{t('picker.needed')}</p>
      <p dir="auto">{rule}</p>
      {helpers && <p>{t('problem.who', { people: helpers })}</p>}
    </div>
  );
}

/** What joining does beside membership: one sentence, or nothing. */
export function JoiningDoes({ chosen }: { chosen: readonly ChosenGroup[] }) {
  const level = Math.max(0, ...chosen.map((group) => group.grant_trust_level ?? 0));
  const titles = [...new Set(chosen.flatMap((group) => group.title || []))];
  const primary = chosen.filter((group) => group.primary_group).map((group) => group.full_name || group.name);
  if (level === 0 && titles.length === 0 && primary.length === 0) return null;
  return (
    <ul className="effects small">
      {level > 0 && <li>{t('joining.level', { level })}</li>}
      {titles.length > 0 && (
        <li>
          <T k="joining.title" titles={titles.join(', ')} />
        </li>
      )}
      {primary.length > 0 && (
        <li>
          <T k="joining.primary" groups={primary.join(', ')} />
        </li>
      )}
    </ul>
  );
}
