import { type ReactNode, useEffect, useRef } from 'react';
import { site } from '../i18n/index.tsx';

interface HeadingProps {
  /** Its words, also those of the browser's tab. */
  title: string;
  /** The same words with parts in elements of their own, e.g. names. */
  children?: ReactNode;
  /** Takes the focus when it appears: after a step that replaced what the reader was looking at. */
  focus?: boolean;
}

let awaited = false;

/** The next heading that appears takes the focus. It may be long in coming: a screen's script is fetched first. */
export function awaitHeading(): void {
  awaited = true;
}

/** The page's one main heading. */
export function Heading({ children, title, focus = false }: HeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title === site ? site : `${title} · ${site}`;
    if (focus || awaited) heading.current?.focus({ preventScroll: awaited });
    awaited = false;
  }, [title, focus]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children ?? title}
    </h1>
  );
}
