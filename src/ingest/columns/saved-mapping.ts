import type { Database } from '../../db/client.ts';
import { mappingNames, readMapping, saveMapping } from '../../db/imports/mappings.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Asks, ColumnMap } from './column-map.ts';
import type { Mapping } from './mapping.ts';
import type { ScaleChoice } from './rating-scale.ts';
import type { DecimalSign } from './ratings.ts';
import type { DateOrder } from './time-format.ts';

/** Settings: the fields of columns and how they are read. */
export interface MappingSettings {
  readonly map?: ColumnMap | undefined;
  /** Columns that are not stored. */
  readonly ignore?: readonly string[] | undefined;
  /** When given, the only columns that become attributes. */
  readonly keep?: readonly string[] | undefined;
  /** Several text columns make one text; else each makes a feedback of its own. */
  readonly joinText?: boolean | undefined;
  /** What the question of the texts asks for. */
  readonly asks?: Asks | undefined;
  /** Order of dates such as `03/04/2024`; `iso` leaves them alone. Default: by the whole file. */
  readonly dates?: DateOrder | 'iso' | undefined;
  /** IANA name; the zone of times that have none. Default UTC. */
  readonly timeZone?: string | undefined;
  /** Default: by the whole file. */
  readonly decimal?: DecimalSign | undefined;
  /** Scale of the rating; null: none. Default: by the whole file. */
  readonly scale?: ScaleChoice | undefined;
  /** The rating asks to recommend. */
  readonly nps?: boolean | undefined;
}

/**
 * The settings of `options` over those of the saved mapping that they name.
 * @throws VerbatimError MAPPING_UNKNOWN
 */
export async function withSaved(
  database: Database,
  options: MappingSettings & { readonly mapping?: string | undefined },
): Promise<MappingSettings> {
  const { map, ignore, keep, joinText, asks, dates, timeZone, decimal, scale, nps, mapping: name } = options;
  const given = { ignore, keep, joinText, asks, dates, timeZone, decimal, scale, nps };
  if (name === undefined) return { ...given, map };
  const saved = await readMapping(database, name);
  if (!saved) {
    const known = (await mappingNames(database)).join(', ') || 'none';
    throw new VerbatimError('MAPPING_UNKNOWN', { name, known });
  }
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return {
    ...(saved.options as Omit<MappingSettings, 'map'>),
    ...set,
    map: { ...(saved.columns as ColumnMap), ...map },
  };
}

/** Saves what a file's columns turned out to be for, and the settings it was read with. */
export async function saveSettings(
  database: Database,
  name: string,
  mapping: Mapping,
  { map: _, ...options }: MappingSettings,
): Promise<void> {
  await saveMapping(database, name, { columns: mapping.columns, options });
}
