import type { ReactNode } from 'react';

interface EmptyStateProps {
  title: string;
  text?: string;
  /** The one thing to do about it: a button or a link. */
  children?: ReactNode;
}

/** What stands where a list has nothing in it. */
export function EmptyState({ title, text, children }: EmptyStateProps) {
  return (
    <div className="empty">
      <p className="strong">{title}</p>
      {text && <p className="soft">{text}</p>}
      {children && <div>{children}</div>}
    </div>
  );
}
