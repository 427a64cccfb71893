import { type RatingScale, scaleText } from '../../domain/rating-scale.ts';
import { printableName } from '../bytes/byte-source.ts';
import type { DateVotes, RatingVotes } from '../columns/column-facts.ts';
import { mayBeInverted } from '../columns/rating-scale.ts';
import type { RowMasking } from '../masking/row-masking.ts';

const quoted = (cells: readonly string[]) => cells.map((cell) => JSON.stringify(cell)).join(', ');

/** What a person should know of the time column, as sentences. */
export function timeNotes(votes: DateVotes | undefined, mask: (cell: string) => string): string[] {
  if (!votes) return [];
  const { relative, other, serial } = votes;
  const examples = votes.examples.map(mask);
  const written = votes.plain + votes['day-first'] + votes['month-first'] + votes.either;
  const notes = [];
  if (relative > 0) {
    const times = relative === 1 ? '1 time is' : `${relative} times are`;
    notes.push(`${times} relative and cannot be dated, such as ${quoted(examples)}.`);
  } else if (other > 0) {
    const cells = other === 1 ? '1 cell of the time column is' : `${other} cells of the time column are`;
    notes.push(`${cells} no time, such as ${quoted(examples)}.`);
  }
  if (serial > 0 && written > 0) {
    notes.push(
      `${serial} ${serial === 1 ? 'date is a day number' : 'dates are day numbers'} of a spreadsheet beside ${written} that it left as text. It may have swapped day and month in those it took.`,
    );
  }
  return notes;
}

/** What is not stored because the installation has no key, as sentences. */
export function keyNotes({ plan }: RowMasking): string[] {
  const { keyring, treatments, mapping, rules } = plan;
  const { author } = mapping.positions;
  if (keyring || author === undefined || rules.columns[mapping.names[author]!] === 'drop') return [];
  if (treatments[author] !== 'drop') return [];
  return [
    `There is no key, so the author (${printableName(mapping.names[author]!)}) is not stored: VERBATIM_KEY, docs/privacy.md.`,
  ];
}

/** What a person should know of the rating's scale, as sentences. */
export function scaleNotes(
  votes: RatingVotes | undefined,
  {
    scale,
    stored,
    names,
  }: { scale: RatingScale | null; stored: RatingScale | null; names: readonly string[] },
): string[] {
  if (!votes || votes.read === 0) return [];
  if (!scale)
    return ['The scale of the ratings is not known, so no score is made of them. Say it: --scale 1-5.'];
  const notes = [];
  if (mayBeInverted(votes, scale, names)) {
    const { low, high } = scale;
    notes.push(`${low} may be the best mark of ${low} to ${high}. If so, say --scale ${high}-${low}.`);
  }
  if (stored && scaleText(stored) !== scaleText(scale)) {
    notes.push(
      `Earlier files of this source have the scale ${scaleText(stored)}, this one ${scaleText(scale)}. Give one of them a source of its own, or say --scale.`,
    );
  }
  return notes;
}
