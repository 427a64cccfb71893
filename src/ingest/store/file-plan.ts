import type { Database, Queryable } from '../../db/client.ts';
import { storedScale } from '../../db/imports/rating-scales.ts';
import { storedRules } from '../../db/privacy/rules.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { identifierMasker } from '../../privacy/identifiers/masker.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import { EVERY_SOURCE, type MaskingRules } from '../../privacy/rules.ts';
import { changedRules, type RuleChanges, rulesInForce } from '../../privacy/source-rules.ts';
import { DamagedInput } from '../bytes/unpacking.ts';
import { ColumnSurvey, type DateVotes } from '../columns/column-facts.ts';
import { assertTimesRead, decideDecimal, decideTimeFormat, tellsNoOrder } from '../columns/column-formats.ts';
import { type ColumnMap, textColumns } from '../columns/column-map.ts';
import { candidates, type Mapping, mappedColumns, resolveMapping, shown } from '../columns/mapping.ts';
import { decideScale } from '../columns/rating-scale.ts';
import type { RowFormat } from '../columns/rows.ts';
import { type MappingSettings, withSaved } from '../columns/saved-mapping.ts';
import { type DateOrder, UTC_TIMES } from '../columns/time-format.ts';
import { RowMasking } from '../masking/row-masking.ts';
import { assertColumns, assertKeyed, decideTreatments } from '../masking/treatments.ts';
import type { PresetChoice } from '../presets/known-presets.ts';
import { presetColumns, presetTexts, presetWarnings } from '../presets/preset-plan.ts';
import { type PresetSaid, presetSentences } from '../presets/preset-sentences.ts';
import { isTaken } from '../presets/recognised.ts';
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
  /** The export of a tool that the file is or may be. */
  readonly preset: PresetSaid | null;
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
 * @throws VerbatimError COLUMN_*, DATE_ORDER_UNDECIDED, TIMES_UNREAD, MAPPING_UNKNOWN, PRESET_UNFIT, INTERRUPTED, USAGE
 */
export async function planFile(
  database: Database,
  found: FoundLayout,
  batches: AsyncGenerator<ScannedRecord[]>,
  { file, source }: { readonly file: string; readonly source: string },
  options: PlanOptions,
): Promise<FilePlan> {
  const { layout, header, recognised } = found;
  const saved = await withSaved(database, options);
  const preset = recognised !== null && isTaken(recognised) ? recognised : null;
  if (options.presets?.said && preset === null) throw unfit(options.presets, header, file);
  const known = preset && presetColumns(preset, found);
  const settings = {
    ...saved,
    timeZone: saved.timeZone ?? found.timeZone ?? known?.timeZone ?? preset?.kind.timeZone,
  };
  const keyring = options.keyring ?? null;
  const rules = await rulesFor(database, source, options.rules, keyring);
  const ofPreset = (field: 'time' | 'rating') =>
    known?.fields[field] === undefined ? {} : { [field]: `#${known.fields[field] + 1}` };
  const looked = { ...ofPreset('time'), ...ofPreset('rating'), ...settings.map };
  const { survey, firstRows } = await surveyColumns(batches, found, looked, rules, options.signal);
  const { ignore, keep, map } = settings;
  const said = mappedColumns(map ?? {}, header);
  const texts = preset && known && presetTexts(preset, found, known, { facts: survey.columns, said });
  const questions = texts?.questions ?? found.questions;
  const mapping = resolveMapping(
    header,
    {
      ...{ map: { ...texts?.map, ...map }, ignore, keep, questions, facts: survey.columns },
      ...{ barred: known?.barred, ignored: known?.ignored },
    },
    file,
  );
  assertColumns(Object.keys(options.rules?.columns ?? {}), header, mapping.names, file);
  const dropped = new Set([...(known?.dropped ?? []), ...(texts?.who ?? [])]);
  const treatments = decideTreatments({ header, mapping, facts: survey.columns, dropped }, rules, keyring);
  const masking = new RowMasking({ rules, treatments, keyring, mapping, layout });
  const { time, rating } = mapping.positions;
  const times =
    time === undefined
      ? UTC_TIMES
      : decideTimeFormat(
          survey.dates.get(time),
          { ...settings, usual: preset?.kind.dates },
          { file, column: mapping.names[time]! },
        );
  const decimal =
    rating === undefined
      ? null
      : decideDecimal(
          survey.decimals.get(rating),
          settings.decimal ?? preset?.kind.decimal,
          layout.delimiter,
        );
  if (time !== undefined && !options.allowUnread) {
    assertTimesRead(survey.dates.get(time), { file, column: mapping.names[time]! });
  }
  const votes = rating === undefined ? undefined : survey.ratings.get(rating);
  const stored = votes ? await storedScale(database, source) : null;
  const names = rating === undefined ? [] : [header[rating] ?? '', questions[rating] ?? ''];
  const { scale: given, nps = preset?.kind.nps } = settings;
  // The scale of a preset is that of its column.
  const isOfPreset = rating !== undefined && rating === known?.fields.rating;
  const usualScale = isOfPreset ? preset?.kind.scale : undefined;
  const scale = votes ? decideScale(votes, { names, given, nps, stored, preset: usualScale }) : null;
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
    preset:
      recognised &&
      presetSentences(recognised, layout, {
        texts: preset?.kind.texts !== 'open questions' || map?.text !== undefined ? null : textNames(mapping),
        short: map?.text === undefined ? (texts?.short ?? []).map((at) => questions[at] || header[at]!) : [],
        usualOrder: usualOrder(
          times.order,
          settings.dates,
          time === undefined ? undefined : survey.dates.get(time),
        ),
        warnings: presetWarnings(
          recognised,
          found,
          firstRows.map(({ cells }) => cells),
        ),
      }),
  };
}

const textNames = ({ columns }: Mapping) => textColumns(columns);

/** The order of dates that neither the file nor the user decides. */
const usualOrder = (
  order: DateOrder | null,
  said: DateOrder | 'iso' | undefined,
  votes: DateVotes | undefined,
) => (said === undefined && votes !== undefined && tellsNoOrder(votes) ? order : null);

function unfit({ presets }: PresetChoice, header: readonly string[], file: string): VerbatimError {
  const needed = presets.flatMap(({ exports }) => exports.flatMap(({ has, first }) => [...has, first]));
  const columns = [...new Set(needed.flatMap((names) => names.slice(0, 1)))];
  return new VerbatimError('PRESET_UNFIT', {
    ...{ file, preset: presets[0]?.name ?? 'none' },
    ...{ needed: shown(columns), columns: shown(header) },
  });
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
  map: ColumnMap,
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
