/** What stands in for a screen: while it loads, when it fails, when there is none. */
import { Button, Skeleton } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { Heading } from '../components/Heading.tsx';
import { Problem } from '../components/Problem.tsx';
import { t } from '../i18n/index.tsx';

/** The shape of a screen that comes. */
export function PagePending() {
  return (
    <div className="card" role="status">
      <span className="visually-hidden">{t('shell.loading')}</span>
      <Skeleton h="2.25rem" w="65%" />
      <Skeleton h="4rem" />
      <Skeleton h="4rem" />
      <Skeleton h="var(--control)" w="40%" />
    </div>
  );
}

export function PageFailed({ error }: { error: unknown }) {
  const router = useRouter();
  return (
    <div className="card">
      <div className="stack tight">
        <Heading title={t('error.title')} />
        <p className="soft">{t('error.text')}</p>
      </div>
      <Problem problem={error} untitled />
      <div>
        <Button onClick={() => router.invalidate()}>{t('problem.try_again')}</Button>
      </div>
    </div>
  );
}

export function PageMissing() {
  return (
    <div className="card">
      <div className="stack tight">
        <Heading title={t('not_found.title')} />
        <p className="soft">{t('not_found.text')}</p>
      </div>
      <p>
        <Link to="/">{t('not_found.home')}</Link>
      </p>
    </div>
  );
}
