import type { App } from '../../app/open.ts';
import { removePreset, storedPresets, storePreset } from '../../db/imports/presets.ts';
import {
  knownPresets,
  presetText,
  shippedPresets,
  shippedText,
  unknownPreset,
} from '../../ingest/presets/known-presets.ts';
import { readPreset } from '../../ingest/presets/preset.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { done, type Outcome } from '../output.ts';

/** `verbatim preset list`. */
export async function presetList({ database }: App): Promise<Outcome> {
  const presets = await knownPresets(database);
  const rows = presets.map(({ preset: { name, title, exports }, origin }) => ({
    ...{ name, title, origin },
    exports: exports.map(({ called }) => called || title),
  }));
  const lines = rows.map(
    ({ name, title, origin, exports }) =>
      `${name.padEnd(16)} ${title.padEnd(22)} ${origin.padEnd(8)} ${count(exports.length, 'kind')} of files`,
  );
  return done({ presets: rows }, lines.join('\n'));
}

/** `verbatim preset show NAME`. @throws VerbatimError PRESET_UNKNOWN */
export async function presetShow({ database }: App, name: string): Promise<Outcome> {
  const stored = (await storedPresets(database)).find((preset) => preset.name === name);
  const definition = stored?.definition ?? shippedText(name);
  if (definition === null) throw unknownPreset(name, await allPresets({ database }));
  return done({ name, origin: stored ? 'stored' : 'shipped', definition }, definition.trimEnd());
}

/** `verbatim preset save FILE`. @throws VerbatimError PRESET_UNREADABLE */
export async function presetSave(
  { database }: App,
  file: string,
  { dryRun = false }: { readonly dryRun?: boolean },
): Promise<Outcome> {
  const definition = await presetText(file);
  const { name, title, exports } = readPreset(definition, file);
  if (!dryRun) await storePreset(database, name, definition);
  const replaces = shippedPresets().some((preset) => preset.name === name);
  const text = [
    `Preset ${name} (${title}, ${count(exports.length, 'kind')} of files) ${dryRun ? 'can be' : 'is'} stored.`,
    ...(replaces ? ['It takes the place of the shipped one of this name.'] : []),
  ].join('\n');
  return done({ name, title, replaces, dryRun }, text);
}

/** `verbatim preset remove NAME`. @throws VerbatimError PRESET_UNKNOWN */
export async function presetRemove({ database }: App, name: string): Promise<Outcome> {
  if (!(await removePreset(database, name))) throw unknownPreset(name, await allStored({ database }));
  return done({ removed: name }, `Preset ${name} is removed.`);
}

const allPresets = async ({ database }: Pick<App, 'database'>) =>
  (await knownPresets(database)).map(({ preset }) => preset.name);

const allStored = async ({ database }: Pick<App, 'database'>) =>
  (await storedPresets(database)).map(({ name }) => name);
