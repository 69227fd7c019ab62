import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Group } from '../../../../src/shared/wire/groups.ts';
import { request } from '../../api.ts';
import { group as route } from '../../app/routes/groups.tsx';
import { Heading } from '../../components/Heading.tsx';
import { nameHelpers, Problem } from '../../components/Problem.tsx';
import { useAction } from '../../components/use-action.ts';
import { T, t } from '../../i18n/index.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { tell } from '../../ui/notices.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import InviteDialog from '../invites/InviteDialog.tsx';
import { AddUsers } from './AddUsers.tsx';
import { AskToJoin } from './AskToJoin.tsx';
import { refusedButton, useInviteRefusal, WHY_NOT_INVITE } from './may-invite.ts';
import { decidesMembers, pathOf, plainText, useRefreshGroup } from './requests.ts';
import { helpers } from './who-can-help.ts';

/** A group's name at once; once it is loaded what it is, how one stands to it, and what one can do about that. */
export function GroupHead({ name, group }: { name: string; group: Group | undefined }) {
  const shown = group?.full_name || group?.name || name;
  return (
    <header className="stack">
      <div className="page-head">
        <div className="stack tight">
          <Heading title={shown}>
            <bdi>{shown}</bdi>
          </Heading>
          {group && <Facts group={group} />}
        </div>
        {group && <Actions group={group} />}
      </div>
      {group && <About group={group} />}
    </header>
  );
}

const Facts = ({ group }: { group: Group }) => (
  <div className="row chips">
    {group.full_name && (
      <span className="soft">
        <bdi>{group.name}</bdi>
      </span>
    )}
    {group.can_see_members && <span className="soft">{t('groups.members', { count: group.user_count })}</span>}
    {group.is_group_owner ? (
      <StatusChip tone="good">{t('groups.yours')}</StatusChip>
    ) : (
      group.is_group_user && <StatusChip tone="good">{t('groups.in')}</StatusChip>
    )}
    {group.automatic && <StatusChip>{t('groups.automatic')}</StatusChip>}
    {group.visibility_level >= 2 && <StatusChip>{t('groups.hidden')}</StatusChip>}
  </div>
);

function About({ group }: { group: Group }) {
  const { user } = route.useRouteContext();
  const refusal = useInviteRefusal(group);
  const people = nameHelpers(refusal?.who_can_help ?? []);
  return (
    <>
      {group.bio_cooked && (
        <p className="plain-text">
          <bdi>{plainText(group.bio_cooked)}</bdi>
        </p>
      )}
      {group.automatic ? <p className="notice">{t('group_page.automatic')}</p> : <WhatJoiningDoes group={group} />}
      {refusal && (
        <div className="notice warn" id={WHY_NOT_INVITE}>
          <p dir="auto">{refusal.rule}</p>
          {people && <p>{t('problem.who', { people })}</p>}
        </div>
      )}
      {/* Staff who may not, learn which switch would let them; to others it says nothing. */}
      {user.staff && !group.automatic && !group.can_edit_group && group.edit_refusal && (
        <div className="notice warn">
          <strong>{t('group_page.may_not')}</strong>
          <p>{group.edit_refusal.rule}</p>
          <p>{helpers(group.edit_refusal.who_can_help)}</p>
        </div>
      )}
    </>
  );
}

/** One line for each thing that joining gives. */
function WhatJoiningDoes({ group }: { group: Group }) {
  if (group.grant_trust_level === null && !group.title && !group.primary_group) return null;
  return (
    <ul className="joining soft small" aria-label={t('group_page.joining')}>
      {group.grant_trust_level !== null && <li>{t('group_page.gives_level', { level: group.grant_trust_level })}</li>}
      {group.title && (
        <li>
          <T k="group_page.gives_title" title={group.title} />
        </li>
      )}
      {group.primary_group && <li>{t('group_page.gives_primary')}</li>}
    </ul>
  );
}

function Actions({ group }: { group: Group }) {
  const [open, setOpen] = useState<'invite' | 'add' | 'ask' | 'leave'>();
  const refresh = useRefreshGroup(group.name);
  const refusal = useInviteRefusal(group);
  const joining = useAction<unknown>();
  const close = () => setOpen(undefined);
  const join = () =>
    joining.run(async () => {
      await request('PUT', pathOf(group.id, 'join'));
      await refresh();
      tell(t('group_page.joined', { group: group.full_name || group.name }));
    });
  const leave = async () => {
    await request('DELETE', pathOf(group.id, 'leave'));
    await refresh();
  };
  const outside = !group.automatic && !group.is_group_user;
  return (
    <>
      <div className="row">
        {decidesMembers(group) && (
          <>
            <Button {...refusedButton(refusal)} onClick={() => !refusal && setOpen('invite')}>
              {t('group_page.invite')}
            </Button>
            <Button variant="default" onClick={() => setOpen('add')}>
              {t('group_page.add_users')}
            </Button>
          </>
        )}
        {outside && group.public_admission && (
          <Button variant={decidesMembers(group) ? 'default' : 'filled'} aria-disabled={joining.busy} onClick={join}>
            {t('group_page.join')}
          </Button>
        )}
        {outside && !group.public_admission && group.allow_membership_requests && !group.membership_requested && (
          <Button variant={decidesMembers(group) ? 'default' : 'filled'} onClick={() => setOpen('ask')}>
            {t('group_page.request')}
          </Button>
        )}
        {outside && group.membership_requested && <StatusChip tone="warn">{t('group_page.requested')}</StatusChip>}
        {!group.automatic && group.is_group_user && group.public_exit && (
          <Button variant="default" onClick={() => setOpen('leave')}>
            {t('group_page.leave')}
          </Button>
        )}
      </div>
      {joining.problem !== undefined && <Problem problem={joining.problem} />}
      {open === 'invite' && (
        <InviteDialog
          group={group}
          onClose={() => {
            close();
            void refresh();
          }}
        />
      )}
      <AddUsers group={group} opened={open === 'add'} onClose={close} />
      <AskToJoin group={group} opened={open === 'ask'} onClose={close} />
      <ConfirmDialog
        opened={open === 'leave'}
        onClose={close}
        title={t('group_page.leave_title', { group: group.full_name || group.name })}
        action={t('group_page.leave')}
        danger
        run={leave}
      >
        <p>{t(group.public_admission ? 'group_page.leave_text_open' : 'group_page.leave_text')}</p>
      </ConfirmDialog>
    </>
  );
}
