import { Button, TextInput } from '@mantine/core';
import { useRouteContext } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { TestMailReply } from '../../../../src/shared/wire/setup.ts';
import { request } from '../../api.ts';
import { queryClient } from '../../app/queries.ts';
import { Problem } from '../../components/Problem.tsx';
import { useAction } from '../../components/use-action.ts';
import { t } from '../../i18n/index.tsx';
import { Dialog } from '../../ui/Dialog.tsx';

/** Sends a test mail; the log behind the dialog shows what becomes of it. */
export function TestMail({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { user } = useRouteContext({ from: '/with-user' });
  const [address, setAddress] = useState(user.email ?? '');
  const sending = useAction<TestMailReply>();
  const send = (event: FormEvent) => {
    event.preventDefault();
    sending.run(async () => {
      const reply = await request<TestMailReply>('POST', '/admin/email/test.json', { email_address: address.trim() });
      await queryClient.invalidateQueries({ queryKey: ['email-logs'] });
      return reply;
    });
  };
  return (
    <Dialog opened={opened} onClose={onClose} title={t('mails.test')}>
      <form className="stack" noValidate onSubmit={send}>
        {sending.problem !== undefined && <Problem problem={sending.problem} />}
        <TextInput
          label={t('mails.test_to')}
          type="email"
          dir="auto"
          autoComplete="email"
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <p role="status" dir="auto" className={sending.reply ? 'notice' : ''}>
          {sending.reply?.sent_test_email_message}
        </p>
        <div className="row end">
          <Button variant="default" onClick={onClose}>
            {t('dialog.close')}
          </Button>
          <Button type="submit" aria-disabled={sending.busy}>
            {t('mails.send')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
