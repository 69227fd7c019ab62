import { type ReactNode, useEffect, useRef } from 'react';

interface TabRowProps {
  className: 'sub-nav' | 'url-tabs';
  /** What the links are, for those who do not see them. */
  label: string;
  /** Changes with the link that one is at. */
  at: string;
  children: ReactNode;
}

/** Links side by side. On a phone they are one line that scrolls, and the one that one is at is in sight. */
export function TabRow({ className, label, at, children }: TabRowProps) {
  const row = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: which link that is follows from where one is.
  useEffect(() => {
    row.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [at]);
  return (
    <nav ref={row} className={className} aria-label={label}>
      {children}
    </nav>
  );
}
