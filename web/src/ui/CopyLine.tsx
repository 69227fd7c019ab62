import { t } from '../i18n/index.tsx';
import { CopyButton } from './CopyButton.tsx';

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
      <CopyButton text={text} label={t('copy.copy')} about={about} size="xs" />
    </div>
  );
}
