import { useRouteContext } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApiError } from '../../api.ts';
import { Heading } from '../../components/Heading.tsx';
import { Problem } from '../../components/Problem.tsx';
import { t } from '../../i18n/index.tsx';

interface AdminsOnlyProps {
  /** Of the screen. */
  title: string;
  children: ReactNode;
  /** What moderators can know of it all the same. */
  forModerators?: ReactNode;
}

/** A screen for admins; moderators are told in its place that it is, and who can help. */
export function AdminsOnly({ title, children, forModerators }: AdminsOnlyProps) {
  const { user } = useRouteContext({ from: '/with-user' });
  if (user.admin) return children;
  const refusal = new ApiError(403, [t('admin.admins_only')], { who_can_help: [{ role: 'admin' }] });
  return (
    <div className="card">
      <Heading title={title} />
      <Problem problem={refusal} untitled />
      {forModerators}
    </div>
  );
}
