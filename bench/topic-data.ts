import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { makeJudge, type TopicJudge } from '../src/analysis/topics/judge.ts';
import { fitSpace, projectAll, type TopicSpace } from '../src/analysis/topics/space.ts';
import { topicTexts } from '../src/analysis/topics/texts.ts';
import { dot, endToEnd, meanDirection, type Vectors, vectorAt } from '../src/analysis/vectors.ts';
import { openCodebook } from '../src/ingest/codebook/open-codebook.ts';
import { generatorOf, shuffle } from '../src/statistics/distributions/random.ts';
import { type EmbeddedText, embedTexts } from './embedding.ts';

const DATA = join(import.meta.dirname, 'data');

interface Described {
  readonly name: string;
  readonly names: Readonly<Record<string, string>>;
  readonly description: string;
}

/** Rows with topics, embedded, in the topic space of all their sentences. */
export class TopicRows {
  readonly space: TopicSpace;
  /** Embeddings of the rows as the model gives them, and those of their sentences in the space. */
  readonly whole: Float32Array[];
  readonly sentences: Float32Array[][];
  /** Mean direction of the sentences of a row, in the space. */
  readonly rows: Float32Array[];
  /** For each topic its texts, in the space. */
  readonly texts: { vector: Float32Array; weight: number }[][];
  readonly background: Vectors;
  /** Row by row: whether it has each topic. */
  readonly labels: readonly (readonly boolean[])[];

  constructor(
    embedded: readonly EmbeddedText[],
    texts: readonly { embedding: Float32Array; weight: number }[][],
    labels: readonly (readonly boolean[])[],
  ) {
    const dimensions = embedded[0]!.embedding.length;
    const sentences = embedded.map(({ segments }) => segments.map(({ embedding }) => embedding!));
    const flat = endToEnd(sentences.flat());
    this.space = fitSpace(flat, endToEnd(texts.flat().map(({ embedding }) => embedding)));
    const into = (vectors: readonly Float32Array[]) => {
      const projected = projectAll(this.space, endToEnd(vectors, dimensions));
      return vectors.map((_, i) => vectorAt(projected, i));
    };
    this.whole = embedded.map(({ embedding }) => embedding);
    this.sentences = sentences.map(into);
    this.rows = into(sentences.map((own) => meanDirection(own, dimensions)));
    this.texts = texts.map((own) => {
      const vectors = into(own.map(({ embedding }) => embedding));
      return own.map(({ weight }, i) => ({ weight, vector: vectors[i]! }));
    });
    this.background = projectAll(this.space, flat);
    this.labels = labels;
  }

  /** The judge of a topic from its texts and rows as examples. */
  judge(topic: number, examples: readonly number[]): TopicJudge {
    const has = (row: number) => this.labels[row]![topic]!;
    const at = (rows: readonly number[]) => rows.map((row) => this.rows[row]!);
    return makeJudge(
      {
        texts: this.texts[topic]!,
        examples: at(examples.filter(has)),
        counterExamples: [],
        others: at(examples.filter((row) => !has(row))),
      },
      this.background,
      this.space.spread,
    );
  }

  /** Logit of the likeliest sentence of a row. */
  logit({ weights, bias }: TopicJudge, row: number): number {
    return Math.max(...this.sentences[row]!.map((vector) => dot(weights, vector))) + bias;
  }
}

async function embedded(topics: readonly Described[]) {
  const texts = topics.map(topicTexts);
  const found = await embedTexts(texts.flat().map(({ text }) => text));
  let at = 0;
  return texts.map((own) =>
    own.map(({ weight }) => {
      const { embedding, segments } = found[at++]!;
      const sentences = segments.map((it) => it.embedding!);
      return { weight, embedding: sentences.length ? meanDirection(sentences, embedding.length) : embedding };
    }),
  );
}

/** A domain of NLU++ with descriptions of our own, and the fold of each row. */
export async function nlupp(domain: 'hotels' | 'banking'): Promise<TopicRows & { folds: number[] }> {
  const all = JSON.parse(String(gunzipSync(readFileSync(join(DATA, 'nlupp.json.gz'))))) as Record<
    string,
    { text: string; intents: string[]; fold: number }[]
  >;
  const rows = all[domain]!;
  const present = new Set(rows.flatMap(({ intents }) => intents));
  const topics = (await openCodebook(join(DATA, 'nlupp-topics.yaml')))
    .filter(({ key }) => present.has(key!))
    .map((entry) => ({ ...entry, names: {} }));
  const labels = rows.map(({ intents }) => topics.map(({ key }) => intents.includes(key!)));
  const made = new TopicRows(await embedTexts(rows.map(({ text }) => text)), await embedded(topics), labels);
  return Object.assign(made, { folds: rows.map(({ fold }) => fold) });
}

/** Banking77; its topics are described by the names of the intents. */
export async function banking77(): Promise<TopicRows & { intents: number[] }> {
  const rows: { text: string; category: string }[] = parse(
    gunzipSync(readFileSync(join(DATA, 'banking77.csv.gz'))),
    { columns: true },
  );
  const categories = [...new Set(rows.map(({ category }) => category))].sort();
  const topics = categories.map((category) => {
    const name = category.replaceAll('_', ' ');
    return { name, names: {}, description: `${name[0]!.toUpperCase()}${name.slice(1)}.` };
  });
  const labels = rows.map(({ category }) => categories.map((it) => it === category));
  const made = new TopicRows(await embedTexts(rows.map(({ text }) => text)), await embedded(topics), labels);
  return Object.assign(made, { intents: rows.map(({ category }) => categories.indexOf(category)) });
}

/** Rows of the training folds, so many of each topic at least where there are. */
export function drawn(rows: TopicRows, training: readonly number[], each: number, seed: number): number[] {
  const order = Int32Array.from(training);
  shuffle(generatorOf(seed), order);
  const topics = rows.labels[0]!.map((_, topic) => topic);
  const count = (topic: number, of: Iterable<number>) =>
    [...of].filter((row) => rows.labels[row]![topic]).length;
  const picked = new Set<number>();
  for (const topic of topics.toSorted((a, b) => count(a, training) - count(b, training))) {
    for (const row of order) {
      if (count(topic, picked) >= each) break;
      if (rows.labels[row]![topic]) picked.add(row);
    }
  }
  return [...picked].sort((a, b) => a - b);
}
