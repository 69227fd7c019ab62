/** Cells of CSV files that people open in a spreadsheet. */

/**
 * What spreadsheets take for the beginning of a formula, or drop before one (OWASP, “CSV Injection”): at the beginning of
 * a cell and behind whatever some spreadsheet splits cells at. It looks no further than to the next of those: a cell of
 * nothing else must not take the square of its length.
 */
const FORMULA = /(?<=^|[,;\t\r\n])(?=(?:[^\S\t\r\n]|")*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/g;

/** A text as a cell (RFC 4180) that stays a text in any spreadsheet: an apostrophe leads what would be a formula. */
export function csvCell(text: string): string {
  const tame = text.replace(FORMULA, "'").replace(/^[\t\r]/, "'$&");
  return /[",;\t\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}
