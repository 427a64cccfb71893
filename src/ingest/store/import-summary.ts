import { addCounts } from '../../domain/counts.ts';
import type { ImportCounts } from '../../domain/feedback.ts';
import type { RatingScale } from '../../domain/rating-scale.ts';
import type { ColumnTreatment } from '../../privacy/rules.ts';
import { printableName } from '../bytes/byte-source.ts';
import type { Asks, ColumnMap } from '../columns/column-map.ts';
import type { FeedbackRow } from '../columns/feedback-row.ts';
import type { RatingsAside, Unparsed } from '../columns/rows.ts';
import type { RowMasking } from '../masking/row-masking.ts';
import type { PresetSaid } from '../presets/preset-sentences.ts';
import type { Skipped } from '../records/body-rows.ts';
import { type Layout, namesColumns } from '../records/file-layout.ts';
import { quoteStyle } from '../records/quotes.ts';
import type { ChunkOutcome } from './chunk-store.ts';
import type { FilePlan } from './file-plan.ts';

/** The outcome of one file, and how it was read. */
export interface ImportSummary extends ImportCounts {
  /** Null for a dry run. */
  importId: number | null;
  source: string;
  file: string;
  format: 'csv' | 'ndjson' | 'json';
  /** Empty for JSON. */
  delimiter: string;
  encoding: string;
  /** As `--quote` takes it. */
  quote: string;
  /** Whether the first row names the columns. */
  header: boolean;
  /** Mapped fields and their columns. */
  columns: ColumnMap;
  /** What the question of the texts asks for; null: not known. */
  asks: Asks | null;
  /** Fields whose column was found by what it holds. */
  byContent: string[];
  /** Names of the columns that went to the attributes. */
  attributes: string[];
  /** Names of the columns that were not stored. */
  ignored: string[];
  /** Columns that are not stored because they tell who somebody is, or as the user says. */
  dropped: string[];
  /** Columns whose cells are stored as keyed hashes. */
  hashed: string[];
  /** Parts that were masked in accepted and changed rows, by kind. */
  masked: Record<string, number>;
  /** Order of dates such as 03/04/2024; null where it makes no difference. */
  dates: string | null;
  /** Zone of times that have none; null without a time column. */
  timeZone: string | null;
  /** Decimal sign of the rating; null where it makes no difference. */
  decimal: string | null;
  /** Scale of the rating; null without ratings, and where it is not known. */
  scale: RatingScale | null;
  ratingsAside: RatingsAside;
  /** Notes for the user before the import; sentences. */
  notes: readonly string[];
  /** The export of a tool that the file is or may be. */
  preset: PresetSaid | null;
  unparsed: Unparsed[];
  /** Rows without a text whose title is stored as the text. */
  titled: number;
  /** Titles, repeated headers, comment lines and totals, which are not rows. */
  skipped: readonly Skipped[];
  rejectsByReason: Record<string, number>;
  /** Of a dry run. */
  samples: Sample[];
}

/** The summary of a file that is not yet imported. */
export function newSummary(plan: FilePlan, names: { source: string; file: string }): ImportSummary {
  const { layout, mapping, format } = plan;
  const named = (positions: readonly number[]) => positions.map((at) => mapping.names[at]!);
  return {
    ...blankSummary(layout, names),
    ...{ columns: mapping.columns, byContent: [...mapping.byContent] },
    attributes: named(mapping.attributes.filter((at) => format.masking.plan.treatments[at] !== 'drop')),
    ignored: named(mapping.ignored),
    ...hiddenColumns(format.masking),
    asks: format.asks ?? null,
    dates: format.times?.order ?? null,
    timeZone: mapping.positions.time === undefined ? null : (format.times?.zone ?? null),
    decimal: format.decimal ?? null,
    scale: format.scale ?? null,
    ...{ notes: plan.notes, preset: plan.preset },
  };
}

function hiddenColumns({ plan }: RowMasking): Pick<ImportSummary, 'dropped' | 'hashed'> {
  const { treatments, mapping } = plan;
  const { names, ignored } = mapping;
  const of = (treatment: ColumnTreatment) =>
    names.filter((_, at) => treatments[at] === treatment && !ignored.includes(at));
  return { dropped: of('drop'), hashed: of('hash') };
}

/** The summary of a file of which only the layout is known. */
export function blankSummary(
  layout: Layout,
  { source, file }: { source: string; file: string },
): ImportSummary {
  const { format, delimiter, encoding, quotes } = layout;
  return {
    ...{ importId: null, source, file: printableName(file), format, delimiter, encoding },
    ...{ quote: quoteStyle(quotes), header: namesColumns(layout), columns: {}, byContent: [] },
    ...{ attributes: [], ignored: [], asks: null, dates: null, timeZone: null, decimal: null, scale: null },
    ratingsAside: { outside: 0, firstOutside: null, notRated: 0 },
    ...{ read: 0, accepted: 0, duplicates: 0, changed: 0, rejected: 0, erased: 0 },
    ...{ withoutText: 0, newDocuments: 0, dropped: [], hashed: [], masked: {} },
    ...{ notes: [], preset: null, unparsed: [], titled: 0, skipped: [], rejectsByReason: {}, samples: [] },
  };
}

const COUNTS = [
  ...['read', 'accepted', 'duplicates', 'changed', 'rejected', 'erased', 'withoutText', 'newDocuments'],
] as (keyof ImportCounts)[];

export function addOutcome(summary: ImportSummary, outcome: ChunkOutcome): void {
  for (const count of COUNTS) summary[count] += outcome[count];
  addCounts(summary.masked, outcome.masked);
  for (const { reason } of outcome.rejects) {
    summary.rejectsByReason[reason] = (summary.rejectsByReason[reason] ?? 0) + 1;
  }
}

/** A text of the file as a person sees it in one line. */
export interface Sample {
  readonly line: number;
  readonly text: string;
  /** True when the text goes on. */
  readonly cut: boolean;
}

const SAMPLES = 5;
const CHARACTERS = 60;
// What breaks lines becomes a space; what moves a cursor or turns a line around goes.
const BREAKS = /[\s\u0085\u2028\u2029]+/g;
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Adds texts of these rows until there are enough. */
export function addSamples(samples: Sample[], rows: readonly FeedbackRow[]): void {
  for (const { feedback } of rows) {
    if (samples.length === SAMPLES) return;
    if (feedback.text === null) continue;
    const text = feedback.text.slice(0, 4000).replace(BREAKS, ' ').replace(UNPRINTABLE, '').trim();
    const characters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
    const cut = characters.length > CHARACTERS || feedback.text.length > 4000;
    const shown = cut ? characters.slice(0, CHARACTERS).join('').trimEnd() : text;
    samples.push({ line: feedback.line, text: cut ? `${shown}…` : shown, cut });
  }
}
