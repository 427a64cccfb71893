import type { NamedReport } from './named-report.ts';
import { count, detail, mean, text } from './report-columns.ts';

/** Reports of what was read, run and served: for whoever runs the nights. */
export const OPERATION_REPORTS: readonly NamedReport[] = [
  {
    ...{ name: 'imports', title: 'Imports', alone: true, anyState: true },
    description: 'files that were read, with their counts, newest first',
    parameters: ['source', 'first_day', 'last_day', 'limit'],
    defaultLimit: 20,
    columns: [
      ...[text('id'), text('source'), detail(text('file')), text('status'), count('read')],
      ...[count('accepted', 'new'), count('duplicates', 'known'), count('changed'), count('rejected')],
      ...[detail(count('open')), text('started')],
    ],
  },
  {
    ...{ name: 'rejects', title: 'Rejects', alone: true, anyState: true },
    description: 'rows that could not be taken, by source and reason',
    parameters: ['source', 'first_day', 'last_day', 'limit'],
    defaultLimit: 30,
    columns: [
      text('source'),
      text('reason'),
      count('n', 'rows'),
      count('open'),
      count('files'),
      text('last'),
    ],
  },
  {
    ...{ name: 'runs', title: 'Runs', alone: true, anyState: true },
    description: 'runs and nights, newest first',
    parameters: ['first_day', 'last_day', 'limit'],
    defaultLimit: 20,
    columns: [
      ...[
        text('id'),
        text('trigger'),
        text('status'),
        text('error'),
        detail(text('model')),
        count('documents'),
      ],
      ...[
        count('analysed'),
        count('failed'),
        count('no_answer', 'say nothing'),
        detail(count('mended')),
        mean('seconds'),
        text('started'),
      ],
    ],
  },
  {
    ...{ name: 'freshness', title: 'Freshness', alone: true, anyState: true, record: true },
    description: 'how old what nights show is, and what came since',
    parameters: [],
    columns: [
      ...[text('as_of', 'as of'), mean('age_hours', 'age in hours'), count('newer', 'feedback since')],
      ...[text('last_night', 'last night'), text('last_import', 'last import'), text('model')],
    ],
  },
  {
    ...{ name: 'models', title: 'Models', alone: true, anyState: true },
    description: 'models, which of them reports show, and since when',
    parameters: [],
    columns: [
      ...[
        text('task'),
        text('model'),
        text('version'),
        detail(text('precision')),
        text('hash'),
        text('active'),
      ],
      ...[text('since'), text('until')],
    ],
  },
];
