import { Button, CopyButton } from '@mantine/core';
import { t } from '../i18n/index.tsx';

/** A command to copy: always left to right, broken between words rather than scrolled sideways. `about` tells the buttons of a page apart. */
export function CopyLine({ text, about }: { text: string; about: string }) {
  return (
    <div className="copy-line" dir="ltr">
      <code>
        {text.split(/(\s+)/).map((word, place) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: the words of a command never change their places.
          place % 2 === 0 ? <span key={place}>{word}</span> : word,
        )}
      </code>
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
