import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { t } from '../../i18n/index.tsx';
import { importsQuery } from './data.ts';

/** The way to invite from a list. Whoever may not finds the rule there; those who own no group never asked for it. */
export function ImportsLink() {
  const { data } = useQuery(importsQuery());
  if (!data || (data.reason === 'imports_for_owners' && data.imports.length === 0)) return null;
  return <Link to="/imports">{t('imports.title')}</Link>;
}
