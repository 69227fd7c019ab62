import { Input } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { CheckReply } from '../../../../src/shared/wire/invite-drafts.ts';
import { request } from '../../api.ts';
import { sentences } from '../../components/Sentences.tsx';
import { t } from '../../i18n/index.tsx';
import { StatusChip, type Tone } from '../../ui/StatusChip.tsx';

interface AddressFieldProps {
  id: string;
  addresses: readonly string[];
  onChange: (addresses: string[]) => void;
  /** What stands in the box and is no address of the list yet. */
  typed: string;
  onType: (typed: string) => void;
  /** Groups that will be joined: an account may be in them already. */
  groupIds: readonly number[];
  errors: string[] | undefined;
}

/** Addresses as people write them: one below the other, with commas, or pasted as `Ana <ana@example.com>`. */
const readAddresses = (text: string): string[] =>
  text
    .split(/[\s,;<>]+/)
    .map((word) => word.replace(/^["'(]+|["')]+$/g, ''))
    .filter((word) => word.includes('@'));

/** What is no address is kept as well, marked as such, so that nothing that was typed is lost. */
export function takeAddresses(text: string): string[] {
  const found = readAddresses(text);
  return found.length > 0 ? found : [text.trim()].filter(Boolean);
}

const separates = (key: string) => [' ', ',', ';', 'Enter'].includes(key);

/** Several addresses, each with what inviting it would come to. */
export function AddressField({ id, addresses, onChange, typed, onType, groupIds, errors }: AddressFieldProps) {
  const [said, setSaid] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const check = useQuery({
    queryKey: ['invite-check', addresses, groupIds],
    queryFn: () => request<CheckReply>('POST', '/invites/check.json', { emails: addresses, group_ids: groupIds }),
    enabled: addresses.length > 0,
    placeholderData: keepPreviousData,
    // Told while it is known; whether the invites work is told by making them.
    retry: false,
  });
  const outlooks = new Map(check.data?.addresses.map((checked) => [checked.email, checked]));

  const add = (found: readonly string[]): boolean => {
    if (found.some((email) => !addresses.includes(email))) onChange([...new Set([...addresses, ...found])]);
    return found.length > 0;
  };
  const finish = () => {
    if (add(takeAddresses(typed))) onType('');
  };
  const leave = useAfterPress(finish);
  const remove = (email: string) => {
    onChange(addresses.filter((one) => one !== email));
    setSaid(t('address.removed', { email }));
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter ends an address and never sends the invites, also where a space has ended it already.
    if (event.key === 'Enter') event.preventDefault();
    // A space may also stand between a name and its address.
    if (separates(event.key) && typed.trim() !== '' && (event.key !== ' ' || typed.includes('@'))) {
      event.preventDefault();
      finish();
    } else if (event.key === 'Backspace' && typed === '' && addresses.length > 0) {
      remove(addresses.at(-1)!);
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text');
    if (!add(readAddresses(text))) return;
    event.preventDefault();
    onType('');
  };
  return (
    <Input.Wrapper
      id={id}
      label={t('address.label')}
      description={t('address.hint')}
      error={sentences(errors)}
      size="md"
      inputWrapperOrder={['label', 'description', 'input', 'error']}
    >
      {addresses.length > 0 && (
        <ul className="addresses" aria-label={t('address.label')}>
          {addresses.map((email) => (
            <li key={email}>
              <bdi>{email}</bdi>
              <Outlook checked={outlooks.get(email)} />
              <button type="button" aria-label={t('address.remove', { email })} onClick={() => remove(email)}>
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      <Input
        ref={input}
        id={id}
        data-autofocus
        type="text"
        inputMode="email"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        dir="ltr"
        size="md"
        value={typed}
        aria-invalid={errors !== undefined}
        onChange={(event) => onType(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        onBlur={leave}
      />
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </Input.Wrapper>
  );
}

/**
 * Does it once no button of the pointer is held any more, and what was pressed has been clicked: a list that grows between
 * the two would move the thing away from under the pointer.
 */
function useAfterPress(run: () => void): () => void {
  const latest = useRef(run);
  latest.current = run;
  const pressed = useRef(false);
  useEffect(() => {
    const note = ({ type }: Event) => {
      pressed.current = type === 'pointerdown';
    };
    const kinds = ['pointerdown', 'pointerup', 'pointercancel'];
    for (const kind of kinds) window.addEventListener(kind, note, true);
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, note, true);
    };
  }, []);
  const soon = () => setTimeout(() => latest.current());
  return () => {
    if (pressed.current) window.addEventListener('pointerup', soon, { once: true });
    else soon();
  };
}

type Checked = CheckReply['addresses'][number];
const tones: Record<Checked['state'], Tone> = {
  valid: 'good',
  pending: 'warn',
  has_account: 'warn',
  member: 'plain',
  invalid: 'bad',
};

/** What inviting it would come to, in a word; the whole sentence on hover, and for an address that cannot be. */
function Outlook({ checked }: { checked: Checked | undefined }) {
  if (!checked) return null;
  const { state, message } = checked;
  return (
    <StatusChip tone={tones[state]}>
      <span dir="auto" title={message ?? undefined}>
        {state === 'invalid' && message ? message : t(`address.${state}`)}
      </span>
    </StatusChip>
  );
}
