import { type FormEvent, useState } from 'react';
import type { LandingReply, RedemptionRequest } from '../../../src/shared/wire/redemptions.ts';
import { type FieldProblems, fieldProblems, Problem, refusedHere } from '../components/Problem.tsx';
import { T, t } from '../i18n/index.tsx';
import { Field } from './Field.tsx';
import { PasswordField } from './PasswordField.tsx';

interface NewAccountProps {
  invite: LandingReply;
  inviteKey: string;
  busy: boolean;
  problem: unknown;
  onSubmit: (answer: RedemptionRequest) => void;
  onDecline: () => void;
}

/** The form of somebody who is not logged in: an account is made and joins. */
export function NewAccount({ invite, inviteKey, busy, problem, onSubmit, onDecline }: NewAccountProps) {
  const [email, setEmail] = useState('');
  const [username, setUsername] = useState(invite.username);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [foundHere, setFoundHere] = useState<unknown>();
  const shownProblem = busy ? undefined : (foundHere ?? problem);
  const problems = fieldProblems(shownProblem);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wrong = invite.is_invite_link ? checkAddress(email, invite.domain) : {};
    const refused = Object.keys(wrong).length > 0;
    setFoundHere(refused ? refusedHere(wrong) : undefined);
    if (refused) return;
    onSubmit({
      ...(invite.is_invite_link && { email: email.trim() }),
      username: username.trim(),
      name: name.trim(),
      ...(password && { password }),
    });
  };

  return (
    <form className="stack divided" noValidate onSubmit={submit} aria-labelledby="account">
      <h2 id="account">{t('invite.account')}</h2>
      {shownProblem !== undefined && (
        <Problem problem={shownProblem} fields={['email', 'username', 'name', 'password']} />
      )}
      {invite.is_invite_link ? (
        <Field
          id="email"
          label={t('field.email')}
          hint={addressHint(invite)}
          problems={problems.email}
          type="email"
          autoComplete="email"
          dir="ltr"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      ) : (
        <InvitedAddress invite={invite} />
      )}
      <Field
        id="username"
        label={t('field.username')}
        hint={t('invite.username_hint')}
        problems={problems.username}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        dir="auto"
        value={username}
        onChange={(event) => setUsername(event.target.value)}
      />
      <Field
        id="name"
        label={t('field.name')}
        hint={t('invite.name_hint')}
        problems={problems.name}
        autoComplete="name"
        dir="auto"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <PasswordField
        value={password}
        onValue={setPassword}
        policy={invite.password}
        owner={{ username, name, email: email || invite.email }}
        hint={t(invite.mail_leaves ? 'invite.password_hint' : 'invite.password_hint_no_mail')}
        problems={problems.password}
      />
      <div className="buttons">
        <button type="submit" className="button" aria-disabled={busy}>
          <T k="invite.join" site={invite.site_title} />
        </button>
        <button type="button" className="button quiet" onClick={onDecline}>
          {t('invite.decline')}
        </button>
      </div>
      <p className="small">
        <T k="invite.have_account" site={invite.site_title} />{' '}
        <a href={`/login?to=${encodeURIComponent(`/invites/${inviteKey}`)}`}>{t('invite.log_in_first')}</a>
      </p>
    </form>
  );
}

/** The address of an e-mail invite: fixed, and masked unless the mailed link itself was opened. */
function InvitedAddress({ invite }: { invite: LandingReply }) {
  return (
    <div className="field">
      <span className="label">{t('field.email')}</span>
      <bdi dir="ltr" className="fixed">
        {invite.email}
      </bdi>
      <p className="soft small">
        {invite.email_verified_by_link
          ? t('invite.address_verified')
          : t(invite.mail_leaves ? 'invite.address_masked' : 'invite.address_masked_no_mail')}
      </p>
    </div>
  );
}

const addressHint = ({ domain, mail_leaves }: LandingReply) => (
  <>
    {domain && (
      <>
        <T k="invite.address_domain" domain={`@${domain}`} />{' '}
      </>
    )}
    {t(mail_leaves ? 'invite.address_link' : 'invite.address_link_no_mail')}
  </>
);

/** Catches slips before the server has to; the server's word is what counts. */
function checkAddress(email: string, domain: string | null): FieldProblems {
  const address = email.trim().toLowerCase();
  if (address === '') return { email: [t('field.required', { label: t('field.email') })] };
  if (!/^\S+@\S+$/.test(address)) return { email: [t('invite.needs_at')] };
  if (domain && !address.endsWith(`@${domain.toLowerCase()}`)) {
    return { email: [t('invite.needs_domain', { domain: `@${domain}` })] };
  }
  return {};
}
