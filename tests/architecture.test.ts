/**
 * Who may import whom (docs/architecture.md), checked on the text of every file. A rule names what a part may use; all
 * else of ours is forbidden to it. Packages are free, but for the few that belong to one place.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Import {
  /** File that imports, e.g. `src/http/app.ts`. */
  from: string;
  /** Our file that is imported, or the name of a package. */
  to: string;
  ours: boolean;
  typeOnly: boolean;
  names: string[];
}

const filesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();

// Static imports and re-exports, over several lines too, and imports by call.
const STATEMENT = /^(?:import|export)\s+(type\s+)?([^'";]*?)\s*from\s*'([^']+)'/gm;
const BARE = /^import\s*'([^']+)'/gm;
const CALL = /\bimport\('([^']+)'\)/g;

/** `{ type A, b as c }` -> names and whether all of them are types. */
function readClause(clause: string): { names: string[]; allTypes: boolean } {
  const inner = /\{([\s\S]*)\}/.exec(clause)?.[1];
  if (inner === undefined) return { names: [clause.trim()], allTypes: false };
  const parts = inner
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const outside = clause.replace(/\{[\s\S]*\}/, '').replace(/[,\s]/g, '');
  return {
    names: parts.filter((part) => !part.startsWith('type ')).map((part) => part.split(/\s+as\s+/)[0]!),
    allTypes: outside === '' && parts.length > 0 && parts.every((part) => part.startsWith('type ')),
  };
}

function importsOf(from: string): Import[] {
  const text = readFileSync(join(root, from), 'utf8').replace(/^\s*(\/\/.*|\/?\*.*)$/gm, '');
  const make = (target: string, typeOnly: boolean, names: string[]): Import => {
    const ours = target.startsWith('.');
    return { from, to: ours ? posix.join(dirname(from), target) : target, ours, typeOnly, names };
  };
  return [
    ...[...text.matchAll(STATEMENT)].map(([, type, clause = '', target = '']) => {
      const { names, allTypes } = readClause(clause);
      return make(target, type !== undefined || allTypes, names);
    }),
    ...[...text.matchAll(BARE)].map(([, target = '']) => make(target, false, ['*'])),
    ...[...text.matchAll(CALL)].map(([, target = '']) => make(target, false, ['*'])),
  ];
}

interface Rule {
  /** What it is about, for the failure. */
  part: string;
  /** Files the rule is for. */
  for: RegExp;
  /** Our files they may import, besides those of their own part. */
  may: RegExp[];
  /** Of these only types. */
  typesFrom?: RegExp[];
  because: string;
}

const shared = /^src\/shared\//;
const errors = /^src\/errors\.ts$/;
const context = /^src\/context\.ts$/;
const links = /^src\/links\.ts$/;
const secrets = /^src\/secrets\.ts$/;
const translate = /^src\/translate\.ts$/;
const policy = /^src\/policy\//;
const db = /^src\/db\//;
const mail = /^src\/mail\//;
const domain = /^src\/domain\//;
const services = /^src\/services\.ts$/;
const env = /^src\/env\.ts$/;

const rules: Rule[] = [
  {
    part: 'shared',
    for: shared,
    may: [],
    because: 'the browser gets it too, so it stands alone',
  },
  {
    part: 'errors',
    for: errors,
    may: [],
    because: 'everything throws them, so they know nobody',
  },
  {
    part: 'policy',
    for: policy,
    may: [shared, errors],
    typesFrom: [db],
    because: 'rules are pure: no SQL, no waiting, nothing to mock',
  },
  {
    part: 'db',
    for: db,
    may: [shared, errors],
    typesFrom: [policy],
    because: 'it is SQL and rows, and decides nothing',
  },
  {
    part: 'mail',
    for: mail,
    may: [db, shared, errors, context, links, translate],
    typesFrom: [env],
    because: 'a mail is rendered from rows at delivery and knows nothing of what caused it',
  },
  {
    part: 'domain',
    for: domain,
    may: [policy, db, mail, shared, errors, context, secrets, links, translate],
    typesFrom: [env],
    because: 'what happens must not depend on who asked for it, HTTP or command line',
  },
  {
    part: 'http',
    for: /^src\/http\//,
    may: [domain, policy, db, shared, errors, context, secrets, links, translate, mail],
    because: 'it parses, calls the domain and replies',
  },
  {
    part: 'jobs',
    for: /^src\/jobs\//,
    may: [domain, mail, db, context, shared, errors],
    because: 'a job calls the domain like a request does',
  },
  {
    part: 'cli',
    for: /^src\/cli\//,
    may: [
      domain,
      mail,
      db,
      context,
      shared,
      errors,
      env,
      links,
      translate,
      policy,
      services,
      /^src\/jobs\/wake\.ts$/,
      /^src\/server\.ts$/,
    ],
    because: 'a command calls the domain like a request does',
  },
  {
    part: 'web',
    for: /^web\//,
    may: [shared],
    because: 'whatever it imports is sent to the browser',
  },
];

const isTest = (file: string) => /\.test\.tsx?$/.test(file);
const program = [...filesBelow('src'), ...filesBelow('web')];
const sources = program.filter((file) => !isTest(file));
const tests = [...program.filter(isTest), ...filesBelow('tests')];
const imports = sources.flatMap(importsOf);
const partOf = (file: string) => rules.find((rule) => rule.for.test(file));
const say = ({ from, to, names }: Import, why: string) =>
  `${from} may not import ${names.join(', ')} from ${to}: ${why}`;

describe('who may import whom', () => {
  it('the reader of imports finds what there is', () => {
    expect(sources.length).toBeGreaterThan(150);
    expect(imports.length).toBeGreaterThan(sources.length);
    const strangers = imports.filter(({ ours, to }) => ours && !/\.(tsx?|mjs|css|svg|json)$/.test(to));
    expect(strangers).toEqual([]);
    const [several] = importsOf('src/http/authenticate.ts').filter(({ to }) => to === 'src/db/authentication.ts');
    expect(several).toMatchObject({ ours: true, typeOnly: false });
    expect(several!.names).toContain('findIdentityBySession');
    expect(several!.names).not.toContain('type Identity');
  });

  it.each(rules)('$part', (rule) => {
    const files = sources.filter((file) => rule.for.test(file));
    expect(files).not.toEqual([]);
    const broken = imports
      .filter(({ from, ours }) => ours && rule.for.test(from))
      .filter(({ to, typeOnly }) => {
        const allowed = rule.for.test(to) || rule.may.some((one) => one.test(to));
        return !allowed && !(typeOnly && rule.typesFrom?.some((one) => one.test(to)));
      })
      .map((one) => say(one, `${rule.part} ${rule.because}`));
    expect(broken).toEqual([]);
  });

  it('nothing below them imports http, jobs, cli or the server', () => {
    const top = /^src\/(http|jobs|cli)\/|^src\/server\.ts$/;
    const broken = imports
      .filter(({ from, to, ours }) => ours && top.test(to) && !top.test(from))
      .map((one) => say(one, 'these are the ends of the program'));
    expect(broken).toEqual([]);
  });

  it('http only reads the database by itself: find, list and count', () => {
    // Constants do nothing by themselves.
    const reads = /^((find|list|count)[A-Z].*|[A-Z][A-Z_]*)$/;
    // Bookkeeping about requests as such, which belongs to no noun.
    const own = ['updateKeyLastUsed', 'updateLastSeen', 'leaseRequests'];
    const broken = imports
      .filter(({ from, to, typeOnly }) => /^src\/http\//.test(from) && db.test(to) && !typeOnly)
      .flatMap((one) =>
        one.names.filter((name) => !reads.test(name) && !own.includes(name)).map((name) => ({ ...one, names: [name] })),
      )
      .map((one) => say(one, 'what changes something is a verb of the domain, with its rules and its transaction'));
    expect(broken).toEqual([]);
  });

  it('a noun of the domain calls another noun’s verbs, never its rows’ writes', () => {
    // Whose rows these are, where the file in src/db is not named like the noun.
    const owners: Record<string, string[]> = {
      groups: ['groups', 'members', 'member-lists', 'removed-members', 'group-logs', 'standing'],
      invites: ['invites', 'invite-groups', 'invite-landing', 'redemptions'],
      users: ['users', 'profiles', 'staff-users', 'staff-user-lists', 'standing', 'email-tokens'],
    };
    const owned = new Set(Object.values(owners).flat());
    const broken = imports
      .filter(({ from, to, typeOnly }) => domain.test(from) && db.test(to) && !typeOnly)
      .flatMap((one) => {
        const noun = one.from.split('/')[2]!;
        const table = one.to.replace(/^src\/db\/|\.ts$/g, '');
        if (!owned.has(table) || owners[noun]?.includes(table)) return [];
        return one.names
          .filter((name) => /^(insert|update|delete)[A-Z]/.test(name))
          .map((name) => ({ ...one, names: [name] }));
      })
      .map((one) => say(one, 'the other noun has rules about it'));
    expect(broken).toEqual([]);
  });

  it('SQL is in src/db only', () => {
    const broken = imports
      .filter(({ from, to, names, typeOnly }) => {
        if (db.test(from) || typeOnly) return false;
        return to === 'pg' || (to === 'src/db/open.ts' && names.includes('statement'));
      })
      .map((one) => say(one, 'all SQL is in src/db'));
    expect(broken).toEqual([]);
  });

  it('the redemption page carries no Mantine and no router', () => {
    const heavy = /^(@mantine|@tanstack|react-i18next|i18next)/;
    const seen = new Set<string>();
    const visit = (file: string, path: string[]): string[] => {
      if (seen.has(file) || !sources.includes(file)) return [];
      seen.add(file);
      return importsOf(file)
        .filter(({ typeOnly }) => !typeOnly)
        .flatMap(({ to, ours }) => {
          if (!ours) return heavy.test(to) ? [[...path, file, to].join(' -> ')] : [];
          return visit(to, [...path, file]);
        });
    };
    expect(visit('web/src/light/main.tsx', [])).toEqual([]);
    expect(seen.size).toBeGreaterThan(10);
  });

  it('every part of src has a rule or is one of the few that tie the others together', () => {
    const loose = sources.filter((file) => file.startsWith('src/') && !partOf(file));
    expect(loose).toEqual([
      'src/context.ts',
      'src/env.ts',
      'src/links.ts',
      'src/passwords.ts',
      'src/secrets.ts',
      'src/server.ts',
      'src/services.ts',
      'src/translate.ts',
    ]);
  });
});

// Longer than they should be, and known. Take out what has been split; put nothing in.
const LONG: string[] = [];

describe('sizes', () => {
  const lines = (file: string) => readFileSync(join(root, file), 'utf8').split('\n').length - 1;
  it.each([
    ['a source file', sources, 300],
    ['a test', tests, 500],
  ])('%s is not longer than it should be', (_what, files, most) => {
    // The first migration is the whole schema, and a migration is never split afterwards.
    const long = files.filter((file) => !file.includes('/migrations/') && lines(file) > most);
    expect(LONG.filter((file) => files.includes(file) && !long.includes(file))).toEqual([]);
    expect(
      long
        .filter((file) => !LONG.includes(file))
        .map((file) => `${file}: ${lines(file)} lines; split it where it has two subjects`),
    ).toEqual([]);
  });
});

describe('styles', () => {
  it('say start and end, not left and right: pages run in both directions', () => {
    const sheets = readdirSync(join(root, 'web/src'), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.css'))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
    expect(sheets.length).toBeGreaterThan(10);
    const physical =
      /(^|[\s;{])((margin|padding|border)-(left|right)|left|right)\b[^;{]*:|(text-align|float)\s*:\s*(left|right)/;
    const found = sheets.flatMap((sheet) =>
      readFileSync(join(root, sheet), 'utf8')
        .split('\n')
        .filter((line) => physical.test(line))
        .map((line) => `${sheet}: ${line.trim()}`),
    );
    // What is always left to right: a column of a table of addresses, and the end of one.
    expect(found.sort()).toEqual([
      'web/src/base.css: text-align: right;',
      'web/src/pages/imports/imports.css: text-align: left;',
      'web/src/pages/imports/imports.css: text-align: left;',
    ]);
  });
});
