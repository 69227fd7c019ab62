import { Link } from '@tanstack/react-router';

interface GroupLinkProps {
  group: { name: string; full_name?: string | null };
}

/** A group by its name, leading to its page. */
export function GroupLink({ group: { name, full_name } }: GroupLinkProps) {
  const to: string = `/groups/${encodeURIComponent(name)}`;
  return (
    <Link className="chip group" to={to} title={name}>
      <bdi>{full_name || name}</bdi>
    </Link>
  );
}
