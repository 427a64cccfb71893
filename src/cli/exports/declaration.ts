import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import type { ExportFlags } from '../erasure/export.ts';
import { finish } from '../exit.ts';
import { names } from '../options/values.ts';
import { withApp } from '../with-app.ts';
import type { ViewFlags } from './view.ts';

type Flags = ViewFlags & Omit<ExportFlags, 'format'> & JsonFlag;

/** `export`. */
export function addExportCommand(program: Command): void {
  command(program, 'export [view]', 'a view as a file; an author as JSON; results as Comprehend has them', [
    new Option('--to <place>', 'file, or s3://BUCKET/KEY; with --new: folder, or s3://BUCKET/PREFIX'),
    new Option('--format <name>', 'of a view: csv, ndjson, parquet (default: by the ending of --to)').choices(
      [...['csv', 'ndjson', 'parquet', 'json', 'comprehend']],
    ),
    new Option('--new', 'only rows that changed since the last export to this folder, as its next file'),
    new Option('--columns <names>', 'only these columns of the view').argParser(names),
    new Option('--source <name>', 'only rows, or comments, of this source'),
    new Option('--period <period>', 'only rows, or comments, of 7d, 2026-03, FROM..TO …'),
    new Option('--small-cells', 'numbers of few people, too, if the login may read them'),
    new Option('--bom', 'CSV with a byte order mark, for Excel'),
    new Option('--list', 'list the views that the login can read'),
    new Option(
      '--author <name>',
      'json: everything about an author, as the company knows it; - reads one line',
    ),
    new Option('--output <file>', 'json, comprehend: write it to this file, for its owner alone'),
    jsonOption(),
  ]).action((view: string | undefined, flags: Flags) =>
    finish(flags, async () => {
      const { format } = flags;
      if (view === undefined && !flags.list && flags.to === undefined && !isViewFormat(format)) {
        const { exportCommand } = await import('../erasure/export.ts');
        return withApp({}, (app) => exportCommand(app, { ...flags, format: format ?? 'json' }));
      }
      const { exportViewCommand, listViews } = await import('./view.ts');
      return flags.list ? listViews() : exportViewCommand(view, flags);
    }),
  );
}

const isViewFormat = (format: Flags['format']) =>
  format === 'csv' || format === 'ndjson' || format === 'parquet';
