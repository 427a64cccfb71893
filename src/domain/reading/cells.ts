/** A cell; what dumps of databases write where there is none is blank. "Null" is a name, "NA" a country. */
export const given = (cell: string): string => (cell === '\\N' || cell === 'NULL' ? '' : cell);

/** What programs and people write into a column of numbers or times where there is none. */
export const NO_VALUE = /^(?:|n\/?a|#n\/a|nan|nil|none|null|-+|\.|\?)$/i;

/** A value without what spreadsheets put around it to keep it text, as in `="0012"` and `'0012`. */
export function plain(cell: string): string {
  const text = cell.trim();
  if (text[0] !== '=' && text[0] !== "'") return text;
  const formula = /^="([^"]*)"$/.exec(text);
  if (formula) return formula[1]!.trim();
  return /^'[\d=+@-]/.test(text) ? text.slice(1) : text;
}
