import { Button } from '@mantine/core';
import { t } from '../i18n/index.tsx';
import { tellProblem } from './notices.tsx';

/** Opens the phone's own choice of ways to pass a link on; nothing where the browser has none. */
export function ShareButton({ url, text }: { url: string; text?: string }) {
  if (typeof navigator.share !== 'function') return null;
  const share = async () => {
    try {
      await navigator.share({ url, ...(text && { text }) });
    } catch (problem) {
      // Closing the choice is no failure.
      if ((problem as Error).name !== 'AbortError') tellProblem(problem);
    }
  };
  return (
    <Button variant="default" onClick={share}>
      {t('share.button')}
    </Button>
  );
}
