import './invites.css';
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type MouseEvent, useState } from 'react';
import type { AnsweredRequest, InviteRequest } from '../../../../src/shared/wire/invite-requests.ts';
import { request } from '../../api.ts';
import { queryClient } from '../../app/queries.ts';
import { Problem } from '../../components/Problem.tsx';
import { When } from '../../components/When.tsx';
import { T, t } from '../../i18n/index.tsx';
import { ClearFilters } from '../../ui/ClearFilters.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { GroupLink } from '../../ui/GroupLink.tsx';
import { keepFocus } from '../../ui/keep-focus.ts';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { tell, tellProblem } from '../../ui/notices.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { UserLink } from '../../ui/UserLink.tsx';
import { requestsQuery } from './requests.ts';

/** Requests to invite somebody: those that wait, answered by one click, and those that were answered. */
export function InviteRequests({ group }: { group?: string }) {
  return (
    <div className="stack">
      <RequestList state="waiting" group={group} />
      <RequestList state="answered" group={group} />
    </div>
  );
}

interface RequestListProps {
  state: 'waiting' | 'answered';
  group: string | undefined;
}

function RequestList({ state, group }: RequestListProps) {
  const list = useInfiniteQuery(requestsQuery(state, group));
  const rows = list.data?.pages.flatMap(({ requests }) => requests) ?? [];
  if (list.error) return <Problem problem={list.error} />;
  // On a group's page they are one of several things.
  if ((state === 'answered' || group) && rows.length === 0) return null;
  const title = t(group ? `requests.${state}_group` : `requests.${state}`);
  return (
    <section className="stack tight" aria-label={title}>
      {(state === 'answered' || group) && <h2 className="strong">{title}</h2>}
      {list.isPending && <SkeletonRows rows={2} />}
      {list.data && rows.length === 0 && (
        <EmptyState title={t('requests.none')} text={t('requests.none_text')}>
          <ClearFilters words={['tab']} label={t('requests.show_pending')} />
        </EmptyState>
      )}
      {rows.length > 0 && (
        <ul className="list">
          {rows.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </ul>
      )}
      <div>
        <LoadMore query={list} />
      </div>
    </section>
  );
}

function Row({ row }: { row: InviteRequest }) {
  return (
    <li>
      <div className="invite-request stack tight">
        <p className="strong">
          <bdi>{row.email}</bdi>
        </p>
        {row.groups.length > 0 && (
          <p className="row">
            {row.groups.map((group) => (
              <GroupLink key={group.id} group={group} />
            ))}
          </p>
        )}
        <p className="soft small">
          <Asker row={row} /> · <When at={row.created_at} />
        </p>
        {row.reason && (
          <blockquote>
            <bdi>{row.reason}</bdi>
          </blockquote>
        )}
        {row.state !== 'waiting' && <Answer row={row} />}
      </div>
      {row.state === 'waiting' && <Buttons row={row} />}
    </li>
  );
}

function Asker({ row: { asker, inviter } }: { row: InviteRequest }) {
  if (asker) return <T k="requests.asked_by" who={<UserLink user={asker} />} />;
  if (inviter) return <T k="requests.dead_link_of" who={<UserLink user={inviter} />} />;
  return <>{t('requests.dead_link')}</>;
}

function Answer({ row: { state, result, answered_by } }: { row: InviteRequest }) {
  return (
    <p className="row small">
      <StatusChip tone={state === 'approved' ? 'good' : 'plain'}>
        {t(result ? `requests.result_${result}` : 'requests.result_declined')}
      </StatusChip>
      {answered_by && (
        <span className="soft">
          <T k="requests.answered_by" who={<UserLink user={answered_by} />} />
        </span>
      )}
    </p>
  );
}

function Buttons({ row: { id, email } }: { row: InviteRequest }) {
  const [busy, setBusy] = useState(false);
  const answer = (verb: 'approve' | 'decline') => async (event: MouseEvent) => {
    if (busy) return;
    keepFocus(event.currentTarget);
    setBusy(true);
    try {
      const { request: done } = await request<AnsweredRequest>('PUT', `/invite_requests/${id}/${verb}.json`);
      tell(t(`requests.done_${done.result ?? 'declined'}`, { email }));
    } catch (problem) {
      tellProblem(problem);
    }
    await Promise.all(
      ['requests', 'invites', 'group'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })),
    );
    setBusy(false);
  };
  return (
    <div className="row">
      <Button size="sm" aria-disabled={busy} onClick={answer('approve')}>
        {t('requests.approve')}
        <span className="visually-hidden">: {email}</span>
      </Button>
      <Button size="sm" variant="default" aria-disabled={busy} onClick={answer('decline')}>
        {t('requests.decline')}
        <span className="visually-hidden">: {email}</span>
      </Button>
    </div>
  );
}
