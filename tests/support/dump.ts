/** Every row of every table as text, the way a thief of a backup would have it, or to see that nothing has changed. */

type Sql = <R>(text: string, values?: unknown[]) => Promise<R[]>;

/** Rows by table (`schema.table`), each row as one line of JSON; bytes as hex. */
export async function dumpDatabase(sql: Sql, schemas: string[] = ['public']): Promise<Map<string, string[]>> {
  const tables = await sql<{ name: string; quoted: string }>(
    `select format('%s.%s', n.nspname, c.relname) as name, format('%I.%I', n.nspname, c.relname) as quoted
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname = any ($1) order by 1`,
    [schemas],
  );
  if (tables.length === 0) throw new Error(`no tables in ${schemas}`);
  const each = tables.map(({ name, quoted }) => `select '${name}' as name, to_jsonb(t)::text as line from ${quoted} t`);
  const lines = await sql<{ name: string; line: string }>(`${each.join(' union all ')} order by 1, 2`);
  const dump = new Map<string, string[]>(tables.map(({ name }) => [name, []]));
  for (const { name, line } of lines) dump.get(name)!.push(line);
  return dump;
}
