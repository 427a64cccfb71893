import type { Database, Queryable } from '../../db/client.ts';
import { storedScale } from '../../db/imports/rating-scales.ts';
import { storedRules } from '../../db/privacy/rules.ts';
import { identifierMasker } from '../../privacy/identifiers/masker.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import { EVERY_SOURCE, type MaskingRules } from '../../privacy/rules.ts';
import { changedRules, type RuleChanges, rulesInForce } from '../../privacy/source-rules.ts';
import { DamagedInput } from '../bytes/unpacking.ts';
import { ColumnSurvey } from '../columns/column-facts.ts';
import { assertTimesRead, decideDecimal, decideTimeFormat } from '../columns/column-formats.ts';
import { candidates, type Mapping, resolveMapping } from '../columns/mapping.ts';
import { decideScale } from '../columns/rating-scale.ts';
import type { RowFormat } from '../columns/rows.ts';
import { type MappingSettings, withSaved } from '../columns/saved-mapping.ts';
import { UTC_TIMES } from '../columns/time-format.ts';
import { RowMasking } from '../masking/row-masking.ts';
import { assertColumns, assertKeyed, decideTreatments } from '../masking/treatments.ts';
import { interruptedAt } from '../records/chunk-reader.ts';
import type { Layout, LayoutOptions } from '../records/file-layout.ts';
import type { FoundLayout } from '../records/file-survey.ts';
import type { ScannedRecord } from '../records/scanned-record.ts';
import { keyNotes, scaleNotes, timeNotes } from './file-notes.ts';

/** How one file is read, decided by the whole file before the first row is stored. */
export interface FilePlan {
  readonly layout: Layout;
  readonly mapping: Mapping;
  readonly format: RowFormat;
  /** The settings of the command over those of the saved mapping. */
  readonly settings: MappingSettings;
  /** Notes for the user before the import; whole sentences. */
  readonly notes: readonly string[];
  /** The first rows as written: at most {@link FIRST_ROWS}, fewer where they are long. */
  readonly firstRows: readonly ScannedRecord[];
}

const FIRST_ROWS = 500;
/** UTF-16 units of the first rows. */
const FIRST_UNITS = 8 * 1024 * 1024;

export interface PlanOptions extends LayoutOptions, MappingSettings {
  /** Name of a saved mapping. */
  readonly mapping?: string | undefined;
  /** Imports even if over 20 % of the time column cannot be read. */
  readonly allowUnread?: boolean | undefined;
  /** What the command says of the rules of the source. */
  readonly rules?: RuleChanges | undefined;
  readonly keyring?: Keyring | null | undefined;
}

/**
 * Decides how a file is read, in the reading that surveys it.
 * @param batches its rows
 * @param names for messages; the source, whose earlier files may tell the scale of the ratings
 * @throws VerbatimError COLUMN_*, DATE_ORDER_UNDECIDED, TIMES_UNREAD, MAPPING_UNKNOWN, INTERRUPTED, USAGE
 */
export async function planFile(
  database: Database,
  found: FoundLayout,
  batches: AsyncGenerator<ScannedRecord[]>,
  { file, source }: { readonly file: string; readonly source: string },
  options: PlanOptions,
): Promise<FilePlan> {
  const { layout, header, questions } = found;
  const saved = await withSaved(database, options);
  const settings = { ...saved, timeZone: saved.timeZone ?? found.timeZone ?? undefined };
  const keyring = options.keyring ?? null;
  const rules = await rulesFor(database, source, options.rules, keyring);
  const { survey, firstRows } = await surveyColumns(batches, found, settings, rules, options.signal);
  const { ignore, keep, map } = settings;
  const mapping = resolveMapping(header, { map, ignore, keep, questions, facts: survey.columns }, file);
  assertColumns(Object.keys(options.rules?.columns ?? {}), header, mapping.names, file);
  const treatments = decideTreatments({ header, mapping, facts: survey.columns }, rules, keyring);
  const masking = new RowMasking({ rules, treatments, keyring, mapping, layout });
  const { time, rating } = mapping.positions;
  const times =
    time === undefined
      ? UTC_TIMES
      : decideTimeFormat(survey.dates.get(time), settings, { file, column: mapping.names[time]! });
  const decimal =
    rating === undefined
      ? null
      : decideDecimal(survey.decimals.get(rating), settings.decimal, layout.delimiter);
  if (time !== undefined && !options.allowUnread) {
    assertTimesRead(survey.dates.get(time), { file, column: mapping.names[time]! });
  }
  const votes = rating === undefined ? undefined : survey.ratings.get(rating);
  const stored = votes ? await storedScale(database, source) : null;
  const names = rating === undefined ? [] : [header[rating] ?? '', questions[rating] ?? ''];
  const { scale: given, nps } = settings;
  const scale = votes ? decideScale(votes, { names, given, nps, stored }) : null;
  const { encoding } = layout;
  const { joinText, asks } = settings;
  return {
    layout,
    mapping,
    settings,
    firstRows,
    format: { header, mapping, questions, asks, encoding, joinText, times, decimal, scale, masking },
    notes: [
      ...timeNotes(time === undefined ? undefined : survey.dates.get(time), (cell) => masking.text(cell)),
      ...scaleNotes(votes, { scale, stored, names }),
      ...keyNotes(masking),
    ],
  };
}

/** The rules of the source, and what the command says of them. @throws VerbatimError KEY_MISSING */
export async function rulesFor(
  database: Queryable,
  source: string,
  changes: RuleChanges | undefined,
  keyring: Keyring | null,
): Promise<MaskingRules> {
  const stored = await storedRules(database, [source, EVERY_SOURCE]);
  const own = stored.get(source) ?? null;
  const rules = rulesInForce(stored.get(EVERY_SOURCE) ?? null, changes ? changedRules(own, changes) : own);
  assertKeyed(rules, keyring);
  return rules;
}

async function surveyColumns(
  batches: AsyncGenerator<ScannedRecord[]>,
  { header, questions }: FoundLayout,
  { map = {} }: MappingSettings,
  rules: MaskingRules,
  signal: AbortSignal | undefined,
): Promise<{ survey: ColumnSurvey; firstRows: ScannedRecord[] }> {
  const fields = {
    times: candidates('time', { header, questions }, map),
    ratings: candidates('rating', { header, questions }, map),
  };
  const masker = identifierMasker(rules);
  const survey = new ColumnSurvey(header.length, fields, (cell) => masker.wholly(cell) !== null);
  const firstRows: ScannedRecord[] = [];
  let units = 0;
  const enough = () => firstRows.length === FIRST_ROWS || units >= FIRST_UNITS;
  try {
    for await (const batch of batches) {
      if (signal?.aborted) throw interruptedAt(signal, 0);
      for (const record of batch) {
        if (!enough()) {
          firstRows.push(record);
          units += record.raw.length;
        }
        const { cells, line } = record;
        // A row with values beyond the header is rejected: their columns are not known.
        if (cells?.slice(header.length).every((cell) => cell.trim() === '')) survey.add(cells, line);
      }
      if (survey.complete && enough()) break;
    }
  } catch (error) {
    // The import stores the rows before the damage first, and then fails.
    if (!(error instanceof DamagedInput)) throw error;
  }
  return { survey, firstRows };
}
