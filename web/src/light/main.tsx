import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import commonEn from '../../../src/shared/i18n/en/common.ts';
import lightEn from '../../../src/shared/i18n/en/light.ts';
import commonHe from '../../../src/shared/i18n/he/common.ts';
import lightHe from '../../../src/shared/i18n/he/light.ts';
import '../base.css';
import './light.css';
import { Frame } from '../components/Frame.tsx';
import { loadSentences, locale } from '../i18n/index.tsx';
import { Activate } from './Activate.tsx';
import { ConfirmEmail } from './ConfirmEmail.tsx';
import { asDeadReason, DeadInvite, type DeadReason, UnknownPage } from './DeadInvite.tsx';
import { InvitePage } from './InvitePage.tsx';
import { ResetPassword } from './ResetPassword.tsx';

// Both languages are in: they are smaller than what another request costs on a phone.
if (locale === 'he') loadSentences(commonHe, lightHe);
else loadSentences(commonEn, lightEn);

/** The page for this address. Nothing happens without a click: mail scanners open these links too. */
function Page({ path, deadReason }: { path: string; deadReason: DeadReason | undefined }) {
  const [, kind, key] =
    /^\/(invites|u\/activate-account|u\/password-reset|u\/confirm-new-email)\/([^/]+)\/?$/.exec(path) ?? [];
  if (deadReason) return <DeadInvite why={deadReason} inviteKey={key ?? ''} />;
  if (key && kind === 'invites') return <InvitePage inviteKey={key} />;
  if (key && kind === 'u/activate-account') return <Activate token={key} />;
  if (key && kind === 'u/password-reset') return <ResetPassword token={key} />;
  if (key && kind === 'u/confirm-new-email') return <ConfirmEmail token={key} />;
  return <UnknownPage />;
}

const root = document.getElementById('root')!;
// The server has put the reason of a dead link here, readable without this script.
const written = asDeadReason(root.querySelector<HTMLElement>('[data-reason]')?.dataset.reason);
// Whose use it was, and whether the mail's reader may still come, only the reply knows: it knows who asks.
const deadReason = written === 'exhausted' ? undefined : written;
createRoot(root).render(
  <StrictMode>
    <Frame>
      <Page path={window.location.pathname} deadReason={deadReason} />
    </Frame>
  </StrictMode>,
);
