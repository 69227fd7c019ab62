import type { ReactNode } from 'react';

/** How it stands with something. The words say it; the colour only helps to find it. */
export type Tone = 'plain' | 'good' | 'warn' | 'bad';

export function StatusChip({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`chip ${tone}`}>{children}</span>;
}
