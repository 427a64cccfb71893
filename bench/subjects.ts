import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { stopWordTest } from '../src/analysis/language/stop-words.ts';
import { termCounter } from '../src/analysis/themes/naming/keywords.ts';
import { nameThemes } from '../src/analysis/themes/naming/names.ts';
import { phrasesOf } from '../src/analysis/themes/naming/phrases.ts';
import { themeWords } from '../src/analysis/themes/naming/theme-words.ts';
import { ALIKE } from '../src/analysis/themes/subject-space.ts';
import { type Vectors, vectorCount } from '../src/analysis/vectors.ts';
import { wordsOf } from '../src/analysis/words.ts';
import { TALK } from '../src/runs/themes/words.ts';
import { benchConfig } from './bench-config.ts';
import { BERTOPIC, bertopicTopics } from './bertopic/topics.ts';
import { mutualInformation } from './cluster-agreement.ts';
import { writePage } from './page.ts';
import { centroidsIn, inSpace, nearest, type Sentences, sentencesOf, spaceOf } from './sentences.ts';
import { coherence, diversity } from './topic-words.ts';

/**
 * `npm run bench:subjects`: themes of sentences with and without the subject space against their sentiment, and beside
 * BERTopic on the same embeddings; prints the tables and writes them to docs/benchmarks.md. `-- --folder DIR` installs
 * BERTopic into DIR and leaves it there.
 */
const { values: flags } = parseArgs({ options: { folder: { type: 'string' } } });
const folder = flags.folder ? resolve(flags.folder) : mkdtempSync(join(tmpdir(), 'verbatim-subjects-'));
const WORDS = 10;
const TOP = 20;
const isStopWord = stopWordTest(['en']);

const clusterOf = async (vectors: Vectors, alike?: number): Promise<number[]> =>
  nearest(vectors, await centroidsIn(vectors, { seed: 1, ...(alike ? { alike } : {}) }));

/** The ten single words of each theme with the most weight, themes of talk left out, and how each theme is named. */
function described({ texts, sentiment }: Sentences, labels: readonly number[]) {
  const terms = termCounter(['en']);
  const words = themeWords(['en']);
  for (const [i, text] of texts.entries()) {
    terms.add(labels[i]!, text);
    words.add(labels[i]!, text, sentiment[i]![2] - sentiment[i]![0]);
  }
  const sizes = Map.groupBy(labels.keys(), (i) => labels[i]!);
  const themes = [...sizes.keys()]
    .filter((theme) => words.tellingShare(theme) >= TALK)
    .sort((a, b) => sizes.get(b)!.length - sizes.get(a)!.length || a - b);
  const topWords = themes.map((theme) =>
    terms
      .keywords(theme, 100)
      .map(({ term }) => term)
      .filter((term) => !term.includes(' '))
      .slice(0, WORDS),
  );
  const names = nameThemes(themes.map((theme) => phrasesOf(theme, terms.keywords(theme, 30), words)));
  const held = names.filter((name) =>
    wordsOf(name).some((word) => /\p{L}/u.test(word) && (isStopWord(word) || words.isOpinion(word))),
  );
  return { themes, topWords, names, held };
}

/** Pairs of the largest themes that share more than half of the comments of either, and of the smaller one. */
function overlapping({ commentOf }: Sentences, labels: readonly number[], themes: readonly number[]) {
  const comments = themes
    .slice(0, TOP)
    .map((theme) => new Set(commentOf.filter((_, i) => labels[i] === theme)));
  const shares = comments.flatMap((one, i) =>
    comments.slice(0, i).map((other) => {
      const both = [...one].filter((comment) => other.has(comment)).length;
      return {
        ofEither: both / (one.size + other.size - both),
        ofSmaller: both / Math.min(one.size, other.size),
      };
    }),
  );
  const most = (of: keyof (typeof shares)[number]) => shares.filter((share) => share[of] > 0.5).length;
  return { ofEither: most('ofEither'), ofSmaller: most('ofSmaller') };
}

async function measured(name: string, comments: readonly string[]) {
  const sentences = await sentencesOf(comments);
  const { vectors, sentiment, texts } = sentences;
  const polarity = sentiment.map((p) => p.indexOf(Math.max(...p)));
  const space = await spaceOf(sentences);
  const before = await clusterOf(vectors);
  const after = await clusterOf(inSpace(vectors, space), space ? ALIKE : undefined);
  const theirs = await bertopicTopics(folder, texts, vectors);
  const { themes, topWords, names, held } = described(sentences, after);
  const bags = comments.map((text) => new Set(wordsOf(text)));
  const figures = (topics: readonly (readonly string[])[]) =>
    `${coherence(topics, bags).toFixed(3)} | ${diversity(topics).toFixed(3)}`;
  const information = (labels: readonly number[]) => mutualInformation(labels, polarity).toFixed(3);
  const left = theirs.topics.filter((topic) => topic < 0).length / texts.length;
  const raw = described(sentences, before);
  const pairs = overlapping(sentences, after, themes);
  console.log(`${name}: ${names.join('; ')}`);
  return {
    rows: [
      `| ${name}, embeddings as they are | ${new Set(before).size} | ${information(before)} | ${figures(raw.topWords)} |`,
      `| ${name}, **Verbatim** | ${new Set(after).size} | ${information(after)} | ${figures(topWords)} |`,
      `| ${name}, ${BERTOPIC.replace('==', ' ')} | ${theirs.words.length} | ${information(theirs.topics)} | ${figures(theirs.words)} |`,
    ],
    note: `${name}: ${comments.length} comments, ${vectorCount(vectors)} sentences; ${new Set(after).size - themes.length} clusters are talk without a subject; ${held.length} of ${names.length} names hold a stop word or a word of opinion; ${pairs.ofEither} pairs of the ${TOP} largest themes share more than half of the comments of either, ${pairs.ofSmaller} more than half of the smaller one's; BERTopic leaves ${(100 * left).toFixed(0)} % of the sentences without a topic.`,
  };
}

const reviews = parse(readFileSync(join(import.meta.dirname, '../examples/womens-clothing-reviews.csv')), {
  columns: true,
}) as Record<string, string>[];
const products = ['yelp', 'amazon'].flatMap(
  (set) =>
    parse(readFileSync(join(import.meta.dirname, `data/fewsum/${set}.val.tsv`)), {
      ...{ columns: true, delimiter: '\t', quote: null },
    }) as Record<string, string>[],
);
const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8];

try {
  const parts = [
    await measured(
      'clothing reviews',
      reviews.map((row) => row['Review Text']!).filter((text) => text.trim() !== ''),
    ),
    await measured(
      'FewSum, Yelp and Amazon',
      products.flatMap((row) => NUMBERS.map((number) => row[`rev${number}`]!)),
    ),
  ];
  const page = [
    '| set | themes | NMI with sentiment | NPMI coherence | diversity |',
    '| --- | --- | --- | --- | --- |',
    ...parts.flatMap(({ rows }) => rows),
    '',
    `Model \`${benchConfig().model.split('/').at(-1)}\`. ${parts.map(({ note }) => note).join(' ')}`,
  ].join('\n');
  console.log(page);
  writePage('subjects', page, 'npm run bench:subjects');
} finally {
  if (!flags.folder) rmSync(folder, { recursive: true, force: true });
}
