import { useCallback, useEffect, useState } from 'react';
import type { LandingReply, RedemptionReply, RedemptionRequest } from '../../../src/shared/wire/redemptions.ts';
import type { CurrentUser, CurrentUserReply } from '../../../src/shared/wire/session.ts';
import { ApiError, request } from '../api.ts';
import { useAction } from '../components/use-action.ts';
import { AcceptInvite } from './AcceptInvite.tsx';
import { asDeadReason, DeadInvite } from './DeadInvite.tsx';
import { Declined } from './Declined.tsx';
import { dropEmailToken, takeEmailToken } from './email-token.ts';
import { InviteSummary } from './InviteSummary.tsx';
import { LoadFailed, Loading } from './Loading.tsx';
import { NewAccount } from './NewAccount.tsx';
import { ReceiptCard } from './ReceiptCard.tsx';

interface Loaded {
  invite: LandingReply;
  /** The person logged in, if any. */
  user: CurrentUser | undefined;
}

async function load(inviteKey: string, token: string | undefined): Promise<Loaded> {
  const query = token ? `?t=${encodeURIComponent(token)}` : '';
  const invite = await request<LandingReply>('GET', `/invites/${inviteKey}.json${query}`);
  if (invite.existing_user_id === undefined) return { invite, user: undefined };
  const { current_user } = await request<CurrentUserReply>('GET', '/session/current.json');
  return { invite, user: current_user };
}

const deadReason = (problem: unknown) =>
  problem instanceof ApiError && problem.status === 404 ? asDeadReason(problem.extras.reason) : undefined;

/** `/invites/:key` in all its states: the offer, the answer to it, and links that are dead. */
export function InvitePage({ inviteKey }: { inviteKey: string }) {
  const [token] = useState(() => takeEmailToken(inviteKey));
  const [loaded, setLoaded] = useState<Loaded>();
  const [failure, setFailure] = useState<unknown>();
  const [declined, setDeclined] = useState(false);
  const redemption = useAction<RedemptionReply>();
  const [email, setEmail] = useState('');

  const start = useCallback(() => {
    setFailure(undefined);
    load(inviteKey, token).then(setLoaded, setFailure);
  }, [inviteKey, token]);
  useEffect(start, [start]);

  const redeem = (answer: RedemptionRequest) => {
    setEmail(answer.email ?? '');
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    redemption.run(async () => {
      const body = { ...answer, timezone: timeZone, ...(token && { email_token: token }) };
      const receipt = await request<RedemptionReply>('PUT', `/invites/show/${inviteKey}.json`, body);
      dropEmailToken(inviteKey);
      return receipt;
    });
  };

  const dead = deadReason(failure) ?? deadReason(redemption.problem);
  if (dead) return <DeadInvite why={dead} inviteKey={inviteKey} />;
  if (failure) return <LoadFailed problem={failure} onRetry={start} />;
  if (!loaded) return <Loading />;
  const { invite, user } = loaded;
  if (redemption.reply) {
    return (
      <ReceiptCard receipt={redemption.reply} invite={invite} email={email || invite.email || ''} existing={!!user} />
    );
  }
  if (declined) return <Declined invite={invite} onBack={() => setDeclined(false)} />;
  const answering = { invite, busy: redemption.busy, problem: redemption.problem, onDecline: () => setDeclined(true) };
  return (
    <div className="card">
      <InviteSummary invite={invite} newcomer={!user} />
      {user ? (
        <AcceptInvite {...answering} user={user} onAccept={() => redeem({})} />
      ) : (
        <NewAccount {...answering} inviteKey={inviteKey} onSubmit={redeem} />
      )}
    </div>
  );
}
