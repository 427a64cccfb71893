import { farFrom, farFromOthers } from '../../analysis/review/outliers.ts';
import { queueOrder } from '../../analysis/review/queue.ts';
import type { SourceLanguage, Stratum } from '../../analysis/review/strata.ts';
import type { Vectors } from '../../analysis/vectors.ts';
import type { Connection } from '../../db/client.ts';
import {
  type Candidate,
  type CandidateScope,
  disagreeing,
  inLanguages,
  labelledEmbeddings,
  leastCertain,
  ofFindings,
  opposed,
  sampledEmbeddings,
} from '../../db/review/candidates.ts';
import type { NewItem } from '../../db/review/draw-writes.ts';
import type { FeedbackRange } from '../../db/review/draws.ts';
import { decodeHalfFloats } from '../../domain/half-float.ts';

interface QueueOptions {
  readonly modelId: number;
  readonly range: FeedbackRange;
  readonly sizes: readonly SourceLanguage[];
  readonly strata: readonly Stratum[];
  readonly rows: number;
  /** Comments that the draw has already. */
  readonly seen: readonly number[];
}

/** A language of less than a hundredth of the comments is rare. */
const RARE = 0.01;
/** Texts whose distances are computed: 2,000 × 500 cosines take a second. */
const SAMPLED = 2_000;
const REFERENCES = 500;
/** With fewer labelled texts every text is far from them. */
const LEAST_LABELLED = 20;

/** Comments that are worth a look, with every reason why, the most first. */
export async function chosenItems(connection: Connection, options: QueueOptions): Promise<NewItem[]> {
  const { modelId, range, sizes, strata, rows, seen } = options;
  const scope = { modelId, range, most: 2 * rows + seen.length };
  const lists = [
    await leastCertain(connection, scope),
    await disagreeing(connection, scope),
    await opposed(connection, scope),
    await unlikeOthers(connection, scope),
    await inLanguages(connection, scope, rareLanguages(sizes)),
    await ofFindings(connection, scope),
  ];
  const taken = new Set(seen);
  const open = lists.map((list) => list.filter(({ feedbackId }) => !taken.has(feedbackId)));
  return queueOrder(open, rows).map(({ feedbackId, source, language, reasons }) => {
    const own = strata.find(({ members }) =>
      members.some((it) => it.source === source && it.language === language),
    );
    // A comment that was analysed since the population was counted has no stratum yet.
    const [stratum, stratumSize] = own ? [own.name, own.size] : [source, 1];
    return { feedbackId, stratum, stratumSize, inclusion: null, reasons, people: 1 };
  });
}

function rareLanguages(sizes: readonly SourceLanguage[]): string[] {
  const all = sizes.reduce((sum, { size }) => sum + size, 0);
  const languages = Map.groupBy(sizes, ({ language }) => language);
  return [...languages].flatMap(([language, own]) => {
    const size = own.reduce((sum, it) => sum + it.size, 0);
    return language !== '' && size < RARE * all ? [language] : [];
  });
}

/** Of a sample, the texts that are farthest from those that people have labelled, or from the others. */
async function unlikeOthers(connection: Connection, scope: CandidateScope): Promise<Candidate[]> {
  const sampled = await sampledEmbeddings(connection, { ...scope, most: SAMPLED });
  const length = sampled[0]?.embedding.length ?? 0;
  const sample = sampled.filter(({ embedding }) => embedding.length === length);
  if (sample.length === 0) return [];
  const vectors = vectorsOf(sample.map(({ embedding }) => embedding));
  const labelled = (await labelledEmbeddings(connection, scope.modelId, REFERENCES)).filter(
    (embedding) => embedding.length === length,
  );
  const isKnown = labelled.length >= LEAST_LABELLED;
  const far = isKnown ? farFrom(vectors, vectorsOf(labelled)) : farFromOthers(vectors, REFERENCES);
  const reason = isKnown ? 'unlike the labelled comments' : 'unlike the other comments';
  return far.slice(0, scope.most).map((place) => {
    const { embedding: _, ...candidate } = sample[place]!;
    return { ...candidate, reason };
  });
}

const vectorsOf = (embeddings: readonly Buffer[]): Vectors => ({
  values: decodeHalfFloats(Buffer.concat(embeddings)),
  dimensions: embeddings[0]!.length / 2,
});
