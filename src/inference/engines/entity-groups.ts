import type { Entity, EntityStrategy } from '../../domain/text/entity.ts';
import type { EntityToken } from '../text/entity-tokens.ts';

/** An entity with offsets in UTF-16 units. */
export type FoundEntity = Omit<Entity, 'start' | 'end' | 'startUtf16' | 'endUtf16'> &
  Pick<EntityToken, 'start' | 'end'>;

/** Joins spellings of tokens to text. */
type Join = (tokens: readonly string[]) => string;

/**
 * Entities of one window, as in `TokenClassificationPipeline.aggregate` of transformers. 'none': one per token.
 * 'simple': neighbouring tokens with the same tag; 'B-' begins a new entity. 'first', 'average', 'max': the same for
 * words, with the label of the first token, of the mean scores, or of the most probable token. Drops the label 'O'.
 *
 * @param labels names of the model's outputs
 */
export function groupEntities(
  tokens: readonly EntityToken[],
  labels: readonly string[],
  strategy: EntityStrategy,
  join: Join,
): FoundEntity[] {
  const single = strategy === 'none' || strategy === 'simple';
  const parts = single
    ? tokens.map((token) => ({ ...token, ...surest(token.scores, labels) }))
    : words(tokens).map((word) => wordEntity(word, labels, strategy, join));
  const entities = strategy === 'none' ? parts : tagRuns(parts).map((run) => groupOf(run, join));
  return entities
    .filter(({ label }) => label !== 'O')
    .map(({ label, score, word, start, end, index }) => ({ label, score, word, start, end, index }));
}

/**
 * Entities of windows that share tokens. Of overlapping ones keeps the longest, then the most probable
 * (`aggregate_overlapping_entities` of transformers, which compares neighbours in the order of their starts).
 */
export function mergeOverlapping(entities: readonly FoundEntity[]): FoundEntity[] {
  const merged: FoundEntity[] = [];
  for (const entity of entities.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (!last || entity.start >= last.end) merged.push(entity);
    else {
      const longer = entity.end - entity.start - (last.end - last.start);
      if (longer > 0 || (longer === 0 && entity.score > last.score)) merged[merged.length - 1] = entity;
    }
  }
  return merged;
}

interface Labelled {
  readonly label: string;
  readonly score: number;
  readonly word: string;
  readonly start: number;
  readonly end: number;
  readonly index: number | null;
}

function surest(scores: readonly number[], labels: readonly string[]) {
  const score = Math.max(...scores);
  return { label: labels[scores.indexOf(score)]!, score };
}

/** Groups tokens by word. The first token of a window always begins a word. */
function words(tokens: readonly EntityToken[]): EntityToken[][] {
  const found: EntityToken[][] = [];
  for (const token of tokens) {
    const word = found.at(-1);
    if (word && token.inWord) word.push(token);
    else found.push([token]);
  }
  return found;
}

function wordEntity(
  word: readonly EntityToken[],
  labels: readonly string[],
  strategy: EntityStrategy,
  join: Join,
): Labelled {
  const scores = wordScores(
    word.map((token) => token.scores),
    strategy,
  );
  return { ...surest(scores, labels), ...extent(word, join), index: null };
}

function wordScores(tokens: readonly (readonly number[])[], strategy: EntityStrategy): readonly number[] {
  const first = tokens[0]!;
  if (strategy === 'first') return first;
  if (strategy === 'average') return first.map((_, i) => mean(tokens.map((scores) => scores[i]!)));
  const tops = tokens.map((scores) => Math.max(...scores));
  return tokens[tops.indexOf(Math.max(...tops))]!;
}

/** Groups neighbours with the same tag; 'B-' begins a new group. A label without 'B-' or 'I-' counts as inside. */
function tagRuns(parts: readonly Labelled[]): Labelled[][] {
  const runs: Labelled[][] = [];
  for (const part of parts) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (last && tagOf(last.label) === tagOf(part.label) && !part.label.startsWith('B-')) run!.push(part);
    else runs.push([part]);
  }
  return runs;
}

const tagOf = (label: string): string => (/^[BI]-/.test(label) ? label.slice(2) : label);

function groupOf(run: readonly Labelled[], join: Join): Labelled {
  const first = run[0]!.label;
  // As transformers does: the part after the first hyphen.
  const label = first.slice(first.indexOf('-') + 1);
  return { label, score: mean(run.map((part) => part.score)), ...extent(run, join), index: null };
}

const extent = (parts: readonly Pick<Labelled, 'word' | 'start' | 'end'>[], join: Join) => ({
  word: join(parts.map((part) => part.word)),
  start: parts[0]!.start,
  end: parts.at(-1)!.end,
});

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
