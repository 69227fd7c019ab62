import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { CreateGroupReply } from '../../../../src/shared/wire/groups.ts';
import { request } from '../../api.ts';
import { newGroup as route } from '../../app/routes/groups.tsx';
import { Heading } from '../../components/Heading.tsx';
import { fieldProblems, Problem, refusedHere } from '../../components/Problem.tsx';
import { sentences } from '../../components/Sentences.tsx';
import { useAction } from '../../components/use-action.ts';
import { t } from '../../i18n/index.tsx';
import { attributeName, VISIBILITY, visibilityName } from './attributes.ts';
import './groups.css';
import { GroupNameField } from './GroupNameField.tsx';
import { PeopleField } from './PeopleField.tsx';

/** `/groups/custom/new`: for who may make groups; others are told who does. */
export default function NewGroup() {
  const { user } = route.useRouteContext();
  return (
    <div className="card group-form">
      <Heading title={t('new_group.title')} />
      {user.can_create_group ? <NewGroupForm username={user.username} /> : <MayNot moderator={user.moderator} />}
    </div>
  );
}

function MayNot({ moderator }: { moderator: boolean }) {
  return (
    <>
      <p>{t(moderator ? 'new_group.not_moderators' : 'new_group.not_you')}</p>
      <p>{t('problem.who', { people: t('helper.admin') })}</p>
      <p>
        <Link to="/groups">{t('new_group.back')}</Link>
      </p>
    </>
  );
}

const LEVELS = ['', '0', '1', '2', '3', '4'];

function NewGroupForm({ username }: { username: string }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const making = useAction<unknown>();
  const [name, setName] = useState('');
  const [full_name, setFullName] = useState('');
  const [bio_raw, setBio] = useState('');
  // Whoever makes a group mostly runs it; a group without owners is in the hands of the admins alone.
  const [owners, setOwners] = useState([username]);
  const [members, setMembers] = useState<string[]>([]);
  const [visibility_level, setVisibility] = useState('0');
  const [grant_trust_level, setLevel] = useState('');

  const submit = (event: FormEvent) => {
    event.preventDefault();
    making.run(async () => {
      if (!name.trim()) throw refusedHere({ name: [t('field.required', { label: attributeName('name') })] });
      const wanted = { name, full_name, bio_raw, visibility_level, grant_trust_level };
      const { basic_group } = await request<CreateGroupReply>('POST', '/admin/groups.json', {
        group: { ...wanted, owner_usernames: owners, usernames: members },
      });
      await client.invalidateQueries({ queryKey: ['groups'] });
      await client.invalidateQueries({ queryKey: ['current-user'] });
      await navigate({ to: '/groups/$name', params: { name: basic_group.name } });
    });
  };
  return (
    <form className="stack" noValidate onSubmit={submit}>
      {making.problem !== undefined && <Problem problem={making.problem} fields={['name']} />}
      <GroupNameField value={name} onChange={setName} error={sentences(fieldProblems(making.problem).name)} />
      <TextInput
        label={attributeName('full_name')}
        description={t('new_group.full_name_hint')}
        dir="auto"
        maxLength={100}
        value={full_name}
        onChange={({ currentTarget: { value } }) => setFullName(value)}
      />
      <Textarea
        label={attributeName('bio_raw')}
        dir="auto"
        maxLength={3000}
        value={bio_raw}
        onChange={({ currentTarget: { value } }) => setBio(value)}
      />
      <PeopleField
        id="owners"
        label={t('new_group.owners')}
        hint={t('new_group.owners_hint')}
        value={owners}
        onChange={setOwners}
      />
      <PeopleField
        id="members"
        label={t('new_group.members')}
        hint={t('new_group.members_hint')}
        value={members}
        onChange={setMembers}
      />
      <NativeSelect
        label={attributeName('visibility_level')}
        data={VISIBILITY.map((value) => ({ value, label: visibilityName(value) }))}
        value={visibility_level}
        onChange={({ currentTarget: { value } }) => setVisibility(value)}
      />
      <NativeSelect
        label={attributeName('grant_trust_level')}
        description={t('new_group.level_hint')}
        data={LEVELS.map((value) => ({
          value,
          label: value === '' ? t('group_effects.no_level') : t('group_effects.level', { level: value }),
        }))}
        value={grant_trust_level}
        onChange={({ currentTarget: { value } }) => setLevel(value)}
      />
      <div className="row">
        <Button type="submit" aria-disabled={making.busy}>
          {t('new_group.submit')}
        </Button>
        <Link to="/groups">{t('dialog.cancel')}</Link>
      </div>
    </form>
  );
}
