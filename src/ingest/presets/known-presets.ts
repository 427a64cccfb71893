import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database, Queryable } from '../../db/client.ts';
import { storedPresets } from '../../db/imports/presets.ts';
import { detailOf, VerbatimError } from '../../errors/verbatim-error.ts';
import { PACKAGE_ROOT } from '../../package-root.ts';
import { PRESET_NAME, type Preset, readPreset } from './preset.ts';

const FOLDER = join(PACKAGE_ROOT, 'catalogue', 'presets');
const MOST_BYTES = 256 * 1024;

/** A preset and where it comes from. */
export interface KnownPreset {
  readonly preset: Preset;
  readonly origin: 'shipped' | 'stored';
}

let shipped: readonly Preset[] | undefined;

/** Presets of the catalogue, by name; none in a copy without it. */
export function shippedPresets(): readonly Preset[] {
  shipped ??= (existsSync(FOLDER) ? readdirSync(FOLDER) : [])
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => readPreset(readFileSync(join(FOLDER, file), 'utf8'), file));
  return shipped;
}

/** A shipped preset in YAML; null: there is none of that name. */
export function shippedText(name: string): string | null {
  const known = shippedPresets().some((preset) => preset.name === name);
  return known ? readFileSync(join(FOLDER, `${name}.yaml`), 'utf8') : null;
}

/** All presets by name; a stored one takes the place of a shipped one of its name. */
export async function knownPresets(database: Queryable): Promise<KnownPreset[]> {
  const stored = (await storedPresets(database)).map(({ name, definition }) =>
    readPreset(definition, `the preset ${name}`),
  );
  const names = new Set(stored.map(({ name }) => name));
  return [
    ...stored.map((preset) => ({ preset, origin: 'stored' as const })),
    ...shippedPresets().flatMap((preset) =>
      names.has(preset.name) ? [] : [{ preset, origin: 'shipped' as const }],
    ),
  ];
}

/** The presets that a file is compared with. */
export interface PresetChoice {
  readonly presets: readonly Preset[];
  /** Whether the user says that the file is of this preset; else it is looked for. */
  readonly said: boolean;
}

/**
 * The presets for one import.
 * @param setting a name, a YAML file, or `none`; undefined: all that are known
 * @throws VerbatimError PRESET_UNKNOWN, PRESET_UNREADABLE
 */
export async function presetsFor(database: Database, setting: string | undefined): Promise<PresetChoice> {
  if (setting === 'none') return { presets: [], said: false };
  if (setting !== undefined && !PRESET_NAME.test(setting)) {
    return { presets: [readPreset(await presetText(setting), setting)], said: true };
  }
  const known = (await knownPresets(database)).map(({ preset }) => preset);
  if (setting === undefined) return { presets: known, said: false };
  const preset = known.find(({ name }) => name === setting);
  if (preset) return { presets: [preset], said: true };
  throw unknownPreset(
    setting,
    known.map(({ name }) => name),
  );
}

/** @param known names of those there are */
export function unknownPreset(name: string, known: readonly string[]): VerbatimError {
  return new VerbatimError('PRESET_UNKNOWN', { name: name.slice(0, 100), known: known.join(', ') || 'none' });
}

/** @throws VerbatimError PRESET_UNREADABLE */
export async function presetText(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > MOST_BYTES) throw new Error('it is longer than 256 KB');
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new VerbatimError('PRESET_UNREADABLE', { file, detail: detailOf(error) });
  }
}
