import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { centroidsOf, identifyThemes } from '../src/analysis/themes/matching.ts';
import { ALIKE } from '../src/analysis/themes/subject-space.ts';
import { endToEnd, vectorAt, vectorsOf } from '../src/analysis/vectors.ts';
import { drawUniform, generatorOf } from '../src/statistics/distributions/random.ts';
import { mutualInformation, purity } from './cluster-agreement.ts';
import { median } from './command.ts';
import { writePage } from './page.ts';
import { scikitKMeans } from './scikit-learn/k-means.ts';
import { centroidsIn, inSpace, nearest, sentencesOf, spaceOf } from './sentences.ts';

/**
 * `npm run bench:themes`: themes of the sentences of Banking77 against its intents, beside scikit-learn's k-means on
 * their embeddings, and against the themes of the run before; prints the table and writes it to docs/benchmarks.md.
 * `-- --folder DIR` installs scikit-learn into DIR and leaves it there.
 */
const { values: flags } = parseArgs({ options: { folder: { type: 'string' } } });
const folder = flags.folder ? resolve(flags.folder) : mkdtempSync(join(tmpdir(), 'verbatim-themes-'));
const SEEDS = 5;

const rows: { text: string; category: string }[] = parse(
  gunzipSync(readFileSync(join(import.meta.dirname, 'data/banking77.csv.gz'))),
  { columns: true },
);
const sentences = await sentencesOf(rows.map(({ text }) => text));
const intents = sentences.commentOf.map((question) => rows[question]!.category);
const clusters = new Set(intents).size;
const learning = performance.now();
const space = await spaceOf(sentences);
const vectors = inSpace(sentences.vectors, space);
const spaceSeconds = (performance.now() - learning) / 1000;
const alike = space ? { alike: ALIKE } : {};

interface Attempt {
  readonly information: number;
  readonly purity: number;
  readonly seconds: number;
  readonly clusters: number;
}
const judged = (labels: readonly number[], seconds: number): Attempt => ({
  ...{ information: mutualInformation(labels, intents), purity: purity(labels, intents) },
  ...{ seconds, clusters: new Set(labels).size },
});

/** @param known ask for as many clusters as there are intents: none are then merged for being alike */
async function ours(seed: number, known: boolean): Promise<Attempt> {
  const started = performance.now();
  const centroids = await centroidsIn(vectors, { seed, ...(known ? { clusters } : alike) });
  return judged(nearest(vectors, centroids), spaceSeconds + (performance.now() - started) / 1000);
}

/** Share of sentences that keep their theme when 10 % more are added and all are clustered again, in the same space. */
async function kept(seed: number): Promise<number> {
  const random = generatorOf(seed);
  const order = sentences.commentOf.map((_, i) => ({ i, key: drawUniform(random) }));
  const shuffled = endToEnd(order.sort((a, b) => a.key - b.key).map(({ i }) => vectorAt(vectors, i)));
  const before = Math.round(order.length / 1.1);
  const part = { ...shuffled, values: shuffled.values.subarray(0, before * shuffled.dimensions) };
  const start = await centroidsIn(part, { seed, ...alike });
  const known = vectorsOf(start).map((centroid, i) => ({
    id: i + 1,
    centroid,
    current: true,
    edited: false,
  }));
  const found = await centroidsIn(shuffled, { seed: seed + 1, start, ...alike });
  const { themes } = identifyThemes(known, found, known.length + 1);
  const after = nearest(shuffled, centroidsOf(themes, shuffled.dimensions));
  const same = nearest(part, start).filter((cluster, i) => known[cluster]!.id === themes[after[i]!]!.id);
  return same.length / before;
}

const mean = (attempts: readonly Attempt[], of: keyof Attempt): number =>
  attempts.reduce((sum, attempt) => sum + attempt[of], 0) / attempts.length;
const line = (name: string, attempts: readonly Attempt[]): string => {
  const all = (of: keyof Attempt) => attempts.map((attempt) => attempt[of]);
  const spread = (of: 'information' | 'purity') =>
    `${mean(attempts, of).toFixed(3)} (${Math.min(...all(of)).toFixed(3)}–${Math.max(...all(of)).toFixed(3)})`;
  const count = [...new Set(all('clusters'))].sort((a, b) => a - b).join(', ');
  return `| ${[name, count, spread('information'), spread('purity'), median(all('seconds')).toFixed(1)].join(' | ')} |`;
};

try {
  const seeds = [...Array(SEEDS).keys()];
  const scikit = await scikitKMeans(folder, sentences.vectors, clusters, SEEDS);
  const theirs = scikit.runs.map(({ labels, seconds }) => judged(labels, seconds));
  const [asked, free, shares]: [Attempt[], Attempt[], number[]] = [[], [], []];
  for (const seed of seeds) {
    asked.push(await ours(seed, true));
    free.push(await ours(seed, false));
    shares.push(await kept(seed));
  }
  const verdict = (ok: boolean) => (ok ? '' : ' (missed)');
  const ratio = (of: keyof Attempt) => mean(asked, of) / mean(theirs, of);
  const page = [
    `| Banking77, ${sentences.texts.length} sentences of ${rows.length} questions, ${clusters} intents | clusters | NMI | purity | seconds |`,
    '| --- | --- | --- | --- | --- |',
    line(`${scikit.version}, KMeans, ${clusters} clusters`, theirs),
    line(`**Verbatim**, ${clusters} clusters`, asked),
    line('**Verbatim**, its own number of clusters', free),
    '',
    `Means of ${SEEDS} seeds, least and most in brackets; median seconds. Ours ÷ theirs at ${clusters} clusters (target ≥ 1): NMI ${ratio('information').toFixed(3)}${verdict(ratio('information') >= 1)}, purity ${ratio('purity').toFixed(3)}${verdict(ratio('purity') >= 1)}. Two runs, the second with 10 % new rows: ${(100 * median(shares)).toFixed(1)} % of the first run's sentences keep their theme (least of ${SEEDS}: ${(100 * Math.min(...shares)).toFixed(1)} %; target ≥ 95 %)${verdict(Math.min(...shares) >= 0.95)}.`,
  ].join('\n');
  console.log(page);
  writePage('themes', page, 'npm run bench:themes');
} finally {
  if (!flags.folder) rmSync(folder, { recursive: true, force: true });
}
