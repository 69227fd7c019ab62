import type { CSSProperties, ReactNode } from 'react';

interface PersonProps {
  username: string;
  name?: string | null;
  /** Said in place of the name alone, e.g. "Ana invited you". */
  children?: ReactNode;
}

/** A person: letter avatar, name, username. */
export function Person({ username, name, children }: PersonProps) {
  return (
    <div className="person">
      <Avatar of={username} shown={name || username} />
      <div>
        <div className="strong">{children ?? <bdi>{name || username}</bdi>}</div>
        <div className="soft small">
          <bdi>@{username}</bdi>
        </div>
      </div>
    </div>
  );
}

/** The letter alone; whoever it stands for is named beside it. */
export function Avatar({ of, shown }: { of: string; shown: string }) {
  // Any spread of names over the colour wheel will do, as long as one person keeps one colour.
  const tint = [...of].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 360, 7);
  return (
    <span className="avatar" aria-hidden="true" style={{ '--tint': tint } as CSSProperties}>
      {[...shown][0]?.toLocaleUpperCase()}
    </span>
  );
}
