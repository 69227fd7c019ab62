import { Radio } from '@mantine/core';
import { useMailLeaves } from '../../app/queries.ts';
import { t } from '../../i18n/index.tsx';

const kinds = ['email', 'link'] as const;
type Kind = (typeof kinds)[number];

/** The first choice: mail people, or share a link. */
export function KindChoice({ kind, onChange }: { kind: Kind; onChange: (kind: Kind) => void }) {
  const mailLeaves = useMailLeaves();
  return (
    <Radio.Group
      aria-label={t('dialog.kind')}
      value={kind}
      onChange={(value) => onChange(value as Kind)}
      className="kinds"
    >
      {kinds.map((one) => (
        <Radio
          key={one}
          value={one}
          label={t(`kind.${one}`)}
          description={t(one === 'email' && !mailLeaves ? 'kind.email_hint_no_mail' : `kind.${one}_hint`)}
          className={one === kind ? 'kind chosen' : 'kind'}
        />
      ))}
    </Radio.Group>
  );
}
