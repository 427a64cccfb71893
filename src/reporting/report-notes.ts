import type { Period } from '../analysis/digest/period.ts';
import type { Queryable } from '../db/client.ts';
import { countNoted, nightlyState, type ReportCell } from '../db/reports/report-queries.ts';
import type { CountSource } from '../db/rollups/count-sources.ts';
import { printable } from './formats/cell-text.ts';
import { count, whole } from './formats/quantities.ts';

/** A day from which on another model made the figures. */
export interface ReportMarker {
  readonly day: string;
  readonly label: string;
}

const MOST_UNDATED = 100_000;
const comments = (n: number) => count(n, 'comment');

/** Rows that a list leaves out. */
export function rowNotes(rows: readonly Record<string, ReportCell>[], limit: number): string[] {
  if (rows.length === 0) return ['Nothing to show.'];
  const notes: string[] = [];
  const total = Number(rows[0]?.total ?? rows.length);
  if (total > rows.length) {
    notes.push(`The ${whole(rows.length)} clearest of ${whole(total)}; --limit shows more.`);
  }
  for (const { attribute, together } of rows) {
    if (together == null) continue;
    const name = attribute ? `${printable(String(attribute))}: ` : '';
    const values = count(Number(together), 'value');
    const note = `${name}(other) is ${values}; --limit shows more than the ${limit} largest.`;
    if (!notes.includes(note)) notes.push(note);
  }
  return notes;
}

/** Age of the counts of nightly runs, comments without a date, and changes of the model. @param least as below */
export async function nightlyNotes(
  database: Queryable,
  source: string | null,
  period: Period | null,
  least: number,
): Promise<{ notes: string[]; markers: ReportMarker[] }> {
  const { asOf, undated, model, former, since } = await nightlyState(database, source);
  if (asOf === null) {
    return { notes: ['No nightly run has counted anything yet: verbatim nightly.'], markers: [] };
  }
  const notes = [`As counted by the nightly run of ${asOf} UTC, with ${printable(model ?? 'no model')}.`];
  if (undated >= least && !period?.first && !period?.last) {
    const many = undated < MOST_UNDATED ? comments(undated) : `${whole(undated)} or more comments`;
    notes.push(`${many} without a date ${undated === 1 ? 'is' : 'are'} left out.`);
  }
  if (since === null || former === null) return { notes, markers: [] };
  const [old, name] = [printable(former), printable(model ?? '')];
  notes.push(`The model changed on ${since}: days before it were first shown with ${old}.`);
  return { notes, markers: [{ day: since, label: `${old} → ${name}` }] };
}

/**
 * Comments that the figures leave out or that were judged in translation.
 * @param source null: all
 * @param least fewer are not noted
 */
export async function languageNotes(
  database: Queryable,
  source: string | null,
  from: CountSource,
  least: number,
): Promise<string[]> {
  const { noAnswer, faults, praise, translated, unsupported } = await countNoted(database, source, from);
  const asked = Object.entries({ faults, praise })
    .filter(([, n]) => n >= least)
    .map(([kind, n]) => `, ${n} to a question that asks for ${kind}`)
    .join('');
  return [
    ...(noAnswer >= least
      ? [`Not counted: ${comments(noAnswer)} without an answer ("N/A", "none")${asked}.`]
      : []),
    ...(translated >= least ? [`Judged in translation: ${comments(translated)}.`] : []),
    ...(unsupported >= least
      ? [`Not counted: ${comments(unsupported)} in a language that the model does not serve.`]
      : []),
  ];
}
