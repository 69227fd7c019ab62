/** Writing tables that spreadsheets open. */

/**
 * A cell as RFC 4180 wants it. One that a spreadsheet would take for a formula, because somebody named themselves
 * `=HYPERLINK(…)`, is led by an apostrophe, which makes it text.
 */
function cell(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows of cells as one text; its first character tells spreadsheets that it is UTF-8. */
export const csvText = (rows: readonly (readonly string[])[]): string =>
  `\uFEFF${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;
