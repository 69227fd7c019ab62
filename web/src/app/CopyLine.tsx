import { Button, CopyButton } from '@mantine/core';
import { t } from '../i18n/index.tsx';

/** A command to copy: always left to right, broken over lines rather than scrolled sideways. `about` tells the buttons of a page apart. */
export function CopyLine({ text, about }: { text: string; about: string }) {
  return (
    <div className="copy-line" dir="ltr">
      <code>{text}</code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button variant="default" size="xs" onClick={copy}>
            <span aria-live="polite">{t(copied ? 'copy.copied' : 'copy.copy')}</span>
            <span className="visually-hidden">: {about}</span>
          </Button>
        )}
      </CopyButton>
    </div>
  );
}
