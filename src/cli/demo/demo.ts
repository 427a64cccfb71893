import { join, relative } from 'node:path';
import type { App } from '../../app/open.ts';
import { defineAttribute } from '../../db/imports/attributes.ts';
import { PACKAGE_ROOT } from '../../package-root.ts';
import { digestHtml } from '../../reporting/digest/html.ts';
import { render } from '../../reporting/formats/render.ts';
import { report } from '../../reporting/report.ts';
import { createDigest } from '../../runs/digest/period-digest.ts';
import { importFiles } from '../../runs/imports/files.ts';
import { nightlyRun } from '../../runs/nightly/run.ts';
import { runCommand } from '../imports/run.ts';
import { invocation } from '../invocation.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';
import { writePrivateFile } from '../output-file.ts';
import { topicImport } from '../topics/codebook.ts';

const EXAMPLES = join(PACKAGE_ROOT, 'examples');
const FILE = join(EXAMPLES, 'womens-clothing-reviews.csv');
const SOURCE = 'womens-clothing-reviews';
/** Half of the rows again with invented dates, for reports over time. */
const DATED = join(EXAMPLES, 'dated-reviews.csv');
/** The topics of a clothing shop. */
const CODEBOOK = join(EXAMPLES, 'topics-shop.yaml');

/** Labels of a person for half of the sample that the nightly run draws. */
const LABELS = join(EXAMPLES, 'labels-demo.csv');

/** Attributes of the demo's audit: ages in bands, and a name without a space. */
const ATTRIBUTES = [
  { name: 'age_band', from: 'Age', cuts: [18, 25, 35, 45, 55, 65] },
  { name: 'department', from: 'Department Name', cuts: null },
];

const BY = 'Department Name';

/** `verbatim demo`: runs the example file through every stage, and shows what to do next. */
export async function demo(app: App, signal: AbortSignal): Promise<Outcome> {
  const file = fromHere(FILE);
  const outcome = await runCommand(app, [file], { import: {}, work: true, signal, trigger: 'demo' }, SOURCE);
  await importFiles(app.database, [DATED], { keyring: app.keyring, signal });
  for (const attribute of ATTRIBUTES) await defineAttribute(app.database, attribute);
  await topicImport(app, CODEBOOK, { later: true }, signal);
  const nightly = await nightlyRun(app, { by: [BY], period: 'all', worker: true }, 'demo', signal);
  const [topics] = await report(app.database, { name: 'topics', source: SOURCE });
  const [themes] = await report(app.database, { name: 'themes', limit: 6, source: SOURCE });
  const page = await digestPage(app);
  const next = [
    '',
    'Next',
    '  your own file   npx verbatim run FILE.csv',
    '  SQL             psql "$(npx verbatim db url)" -c \\',
    "                    'select sentiment, count(*) from reporting.feedback_analysis group by 1'",
    '  digest          npx verbatim digest --period all',
    '  nightly         npx verbatim nightly --schedule "0 3 * * *" --tz Europe/Berlin',
    '  dashboard       npx verbatim serve   (http://127.0.0.1:8080)',
    '  reports         npx verbatim report sentiment-over-time; npx verbatim report --list',
    '  topics          npx verbatim topic list; npx verbatim topic import FILE.yaml',
    '  bias audit      npx verbatim audit --by age_band,department',
    `  accuracy        npx verbatim label import ${fromHere(LABELS)}`,
    '                  npx verbatim accuracy --by source',
    '  what is stored  npx verbatim status',
    '  stop            npx verbatim db stop   (the database stays up for SQL until then)',
  ].map((line) => line.replaceAll('npx verbatim', invocation()));
  const text = [
    outcome.text,
    '',
    render([topics!, themes!], 'table', { width: terminalWidth() }),
    `Digest     ${page}`,
    ...next,
  ];
  return done({ ...(outcome.json as object), night: nightly, digest: page }, text.join('\n'), outcome.exit);
}

/** Writes the digest as a page to open in a browser. */
async function digestPage(app: App): Promise<string> {
  const { digest } = await createDigest(app, 'all', ['source', BY]);
  const file = join(app.config.home, 'digest.html');
  await writePrivateFile(file, digestHtml(digest));
  return fromHere(file);
}

/** Path relative to the working folder if the file is inside it, else absolute. */
function fromHere(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') ? file : path;
}
