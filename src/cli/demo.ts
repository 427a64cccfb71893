import { join, relative } from 'node:path';
import { defineAttribute } from '../db/attributes.ts';
import type { App } from './app.ts';
import { done, type Outcome } from './output.ts';
import { run } from './run.ts';

const FILE = join(import.meta.dirname, '../../examples/womens-clothing-reviews.csv');

/** What the demo's audit goes by: ages in bands, and a name without a space. */
const ATTRIBUTES = [
  { name: 'age_band', from: 'Age', cuts: [18, 25, 35, 45, 55, 65] },
  { name: 'department', from: 'Department Name', cuts: null },
];

/** `verbatim demo`: the example file through everything, and what to do next. */
export async function demo(app: App, signal: AbortSignal): Promise<Outcome> {
  const file = relative(process.cwd(), FILE) || FILE;
  const outcome = await run(app, [file], { import: {}, work: true, signal, trigger: 'demo' });
  for (const attribute of ATTRIBUTES) await defineAttribute(app.database, attribute);
  const next = [
    '',
    'Next',
    '  your own file   npx verbatim run FILE.csv',
    '  SQL             psql "$(npx verbatim db url)" -c \\',
    "                    'select sentiment, count(*) from reporting.feedback_analysis group by 1'",
    '  reports         npx verbatim report --list',
    '  bias audit      npx verbatim audit --by age_band,department',
    '  what is stored  npx verbatim status',
    '  stop            npx verbatim db stop   (the database stays up for SQL until then)',
  ].join('\n');
  return done(outcome.json, `${outcome.text}\n${next}`, outcome.exit);
}
