import { T, t } from '../../i18n/index.tsx';
import { CopyLine } from '../../ui/CopyLine.tsx';

/** For a new admin: the commands that make a group and invite somebody to it. */
export function NextSteps({ username }: { username: string }) {
  const { origin } = window.location;
  const steps = [
    { k: 'next.key', command: `npx usher api-key create --description "First steps" --username ${username}` },
    {
      k: 'next.group',
      command: [
        `curl ${origin}/admin/groups.json`,
        '-H "Api-Key: KEY"',
        '-d "group[name]=helpers"',
        `-d "group[owner_usernames]=${username}"`,
      ].join(' \\\n  '),
    },
    { k: 'next.invite', command: `npx usher invite ana@example.com --groups helpers --as ${username}` },
  ] as const;
  return (
    <section className="stack divided" aria-labelledby="next">
      <h2 id="next">{t('next.title')}</h2>
      <p className="soft">{t('next.text')}</p>
      <ol className="steps">
        {steps.map(({ k, command }) => (
          <li key={k}>
            <p>
              <T k={k} />
            </p>
            <CopyLine text={command} about={t(k)} />
          </li>
        ))}
      </ol>
    </section>
  );
}
