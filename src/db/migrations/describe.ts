/** `comment on` statements for a table and its columns. */
export function describe(table: string, meaning: string, columns: Record<string, string>): string {
  const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
  return [
    `comment on table ${table} is ${quote(meaning)};`,
    ...Object.entries(columns).map(([column, text]) => `comment on column ${table}.${column} is ${quote(text)};`),
  ].join('\n');
}
