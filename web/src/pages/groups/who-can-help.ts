import type { Helper } from '../../api.ts';
import { t } from '../../i18n/index.tsx';

const ROLES = ['admin', 'staff', 'owner'] as const;

/** "Who can help: …" in a sentence; '' for nobody. */
export function helpers(all: readonly Helper[] | undefined): string {
  const people = (all ?? []).flatMap(({ role, usernames = [] }) => {
    const known = ROLES.find((one) => one === role);
    if (!known) return [];
    const named = t(`helper.${known}`);
    return usernames.length > 0 ? t('helper.named', { role: named, names: usernames.join(', ') }) : named;
  });
  return people.length > 0 ? t('problem.who', { people: people.join(', ') }) : '';
}
