/** What an address may say after its question mark. The router parses numbers and true/false, so a word may arrive as one. */

/** `validateSearch` of a screen whose address keeps these words, e.g. a tab, a search. Everything else is left out. */
export const textSearch =
  <const Name extends string>(...names: Name[]) =>
  (search: Record<string, unknown>): { [name in Name]?: string } => {
    const kept: { [name in Name]?: string } = {};
    for (const name of names) {
      const value = search[name];
      if (['string', 'number', 'boolean'].includes(typeof value) && value !== '') kept[name] = String(value);
    }
    return kept;
  };
