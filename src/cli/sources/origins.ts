import type { App } from '../../app/open.ts';
import { addOrigin, readOrigin, removeOrigin } from '../../db/origins/origins.ts';
import { EXIT } from '../../errors/entry.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count, whole } from '../../reporting/formats/quantities.ts';
import { importExit, totals } from '../../runs/imports/files.ts';
import { explainImport } from '../../runs/imports/text.ts';
import { checkOrigin, type OriginCheck } from '../../runs/sources/check.ts';
import { type FailedPull, type Pull, pullAll, pullSource } from '../../runs/sources/pull.ts';
import { done, type Outcome } from '../output.ts';
import { type OriginFlags, originOf } from './origin-flags.ts';

/** `verbatim source add NAME`. @throws VerbatimError as `originOf`, `checkOrigin`; ORIGIN_EXISTS */
export async function originAdd({ database }: App, source: string, flags: OriginFlags): Promise<Outcome> {
  const { kind, address, settings: given } = originOf(flags, process.env);
  const check = (settings: typeof given) =>
    checkOrigin(database, { source, kind, address, settings, position: null }, process.env);
  const checked = flags.check === false ? null : await check(given);
  // Without it, all rows with the last value of the cursor would be read again.
  const byId =
    kind === 'sql' &&
    given.cursor !== undefined &&
    given.id === undefined &&
    checked?.columns.some(({ name }) => name === 'id');
  const settings = byId ? { ...given, id: 'id' } : given;
  await addOrigin(database, { source, kind, address, settings });
  const text = [`Source ${source} is pulled from now on.`, ...(checked ? [checkText(checked)] : [])];
  return done(
    { source, kind, address, settings, check: checked },
    [...text, `Next: verbatim source pull ${source}`].join('\n'),
  );
}

/** `verbatim source check NAME`. */
export async function originCheck({ database }: App, source: string): Promise<Outcome> {
  const origin = await readOrigin(database, source);
  const checked = await checkOrigin(database, origin, process.env);
  return done({ ...checked, position: origin.position }, checkText(checked));
}

/** `verbatim source remove NAME`. */
export async function originRemove({ database }: App, source: string): Promise<Outcome> {
  await removeOrigin(database, source);
  return done({ source, removed: true }, `Source ${source} is no longer pulled. Its comments stay.`);
}

/** `verbatim source pull [NAME…]`. */
export async function originPull(
  app: App,
  names: readonly string[],
  flags: { readonly again?: boolean; readonly dryRun?: boolean; readonly signal: AbortSignal },
): Promise<Outcome> {
  const options = { ...flags, environment: process.env };
  const { pulls, failed } =
    names.length === 0 ? await pullAll(app, options) : await pullNamed(app, names, options);
  if (pulls.length + failed.length === 0) {
    return done(
      { pulls, failed },
      'No source is pulled yet. Add one: verbatim source add NAME --from ADDRESS.',
    );
  }
  const counts = totals(pulls.flatMap(({ imports }) => imports));
  const text = [
    ...pulls.flatMap(({ imports }) => (imports.length <= FULLY_SHOWN ? imports.map(explainImport) : [])),
    pulls.map(pullText).join('\n'),
    ...failed.map(({ source, error }) => `${source} failed: ${error.message} [${error.code}]`),
    ...(flags.dryRun
      ? ['Nothing was written (--dry-run).']
      : counts.newDocuments > 0
        ? ['Next: verbatim analyze.']
        : []),
  ].filter((part) => part !== '');
  const json = {
    ...{ ...counts, dryRun: flags.dryRun ?? false },
    pulls: pulls.map(({ source, imports, failed: files }) => ({
      source,
      imports,
      failed: files.map(failure),
    })),
    failed: failed.map(failure),
  };
  const exit =
    failed.length > 0 ? (pulls.length > 0 ? EXIT.partial : EXIT.failed) : importExit(counts.rejected);
  return done(json, text.join('\n\n'), exit);
}

const FULLY_SHOWN = 3;

const failure = ({ error, ...place }: { readonly error: FailedPull['error'] }) => ({
  ...place,
  error: { code: error.code, message: error.message, fix: error.fix },
});

/** The sources that were asked for; the first that fails ends the command. */
async function pullNamed(app: App, names: readonly string[], options: Parameters<typeof pullSource>[2]) {
  const pulls: Pull[] = [];
  const failed: FailedPull[] = [];
  for (const source of new Set(names)) {
    const pull = await pullSource(app, source, options);
    pulls.push(pull);
    if (pull.failed[0]) failed.push({ source, error: pull.failed[0].error });
  }
  return { pulls, failed };
}

function pullText({ source, imports, failed }: Pull): string {
  const { read, accepted, duplicates, changed, rejected } = totals(imports);
  if (read === 0 && failed.length === 0) return `${source}: nothing new`;
  const parts = [
    `${whole(accepted)} new`,
    `${whole(duplicates)} already known`,
    ...(changed > 0 ? [`${whole(changed)} changed`] : []),
    ...(rejected > 0 ? [`${whole(rejected)} rejected`] : []),
    ...(failed.length > 0 ? [`${count(failed.length, 'file')} could not be read`] : []),
  ];
  return `${source}: ${count(read, 'row')} of ${count(imports.length, 'import')}: ${parts.join(', ')}`;
}

function checkText({ source, columns, found, more, unit, bytes }: OriginCheck): string {
  const size = bytes === null ? '' : `, ${whole(Math.ceil(bytes / 1024))} KiB`;
  const where = unit === 'record' ? ' on the first page' : more ? ' or more' : '';
  const named = columns.map(({ name, type }) => printable(type === null ? name : `${name} (${type})`));
  return [
    `${source}: a pull would read ${count(found, unit)}${where}${size}.`,
    ...(named.length > 0 ? [`Columns: ${named.join(', ')}`] : []),
  ].join('\n');
}
