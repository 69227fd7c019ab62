import { Link } from '@tanstack/react-router';

interface UserLinkProps {
  user: { username: string; name?: string | null };
}

/** A person by name, leading to their page. */
export function UserLink({ user: { username, name } }: UserLinkProps) {
  const to: string = `/u/${encodeURIComponent(username)}`;
  return (
    <Link to={to} title={`@${username}`}>
      <bdi>{name || username}</bdi>
    </Link>
  );
}
