import {
  type Dropped,
  LEAST_SUPPORT,
  type Proven,
  provenSentences,
  type WrittenSentence,
} from '../proof/proof.ts';
import { clearSide, type Quote, type SourceSegment } from '../source-segment.ts';
import { dot } from '../vectors.ts';
import { countWords, wordsOf } from '../words.ts';
import { type Summary, type SummaryRule, summarise } from './summary.ts';

/** The model that writes. */
export interface WriterModel {
  readonly name: string;
  /** SHA-256 of its files, hexadecimal; null: it is on a server. */
  readonly hash: string | null;
}

/** Writes summaries; the model of the sources judges their sentences. */
export interface SummaryWriter {
  readonly model: WriterModel;
  /** Whether its sentences name sources, by numbers from 1. */
  readonly namesSources: boolean;
  /** Summarises sentences. The caller checks the result. @param sentences by number */
  write(sentences: readonly string[], rule: SummaryRule): Promise<string>;
  /** Splits what was written into sentences and judges them with the model of the sources. */
  sentences(text: string): Promise<readonly WrittenSentence[]>;
}

/** A written sentence with the sentences of comments that bear it out. */
export interface SupportedSentence {
  readonly text: string;
  /** Cosine to the nearest source. */
  readonly support: number;
  /** Of two comments or more, the nearest first; at most {@link MOST_SHOWN}. */
  readonly sources: readonly Quote[];
}

/** Why a summary is extractive despite a writer. */
type NotWritten =
  /** The comments are short enough to quote. */
  | 'quoted'
  /** The model failed, its answer was empty, or repeated itself. */
  | 'failed'
  | 'empty'
  | 'loops'
  /** The sources support none of its sentences. */
  | 'unsupported'
  /** It lacks a view of the extract. */
  | 'one-sided';

export type DroppedSentences = Readonly<Partial<Record<Dropped | 'tooLong', number>>>;

export interface WrittenSummary {
  readonly writer: WriterModel;
  /** Null if only the extract is usable. */
  readonly written: {
    readonly sentences: readonly SupportedSentence[];
    readonly words: number;
  } | null;
  readonly reason: NotWritten | null;
  /** Counts of dropped sentences by reason. */
  readonly dropped: DroppedSentences;
  /** The extractive summary, always present. */
  readonly extract: Summary;
}

/** Words of input per word of output. */
const INPUT = 8;
/** Sentences of other comments that a writer is given beside each sentence of its input: two comments bear a line out. */
const BESIDE = 2;
/** Statements that a writer is given with what is beside them. */
const MOST_STATEMENTS = 30;
const MOST_SHOWN = 5;

/**
 * An abstractive summary that keeps only sentences that comments bear out. The writer reads a longer extract, so its input
 * is bounded. If it fails, only the extract is returned, with the reason.
 */
export async function summariseWritten(
  segments: readonly SourceSegment[],
  rule: SummaryRule,
  writer: SummaryWriter,
): Promise<WrittenSummary> {
  const extract = summarise(segments, rule);
  const without = (reason: NotWritten, dropped: DroppedSentences = {}) => ({
    ...{ writer: writer.model, written: null, reason, dropped, extract },
  });
  if (extract.kind !== 'extracted') return without('quoted');
  const read = summarise(segments, { ...rule, mostWords: INPUT * rule.mostWords });
  const given = writer.namesSources ? withOthers(read.sentences, segments) : segments;
  let text: string;
  let sentences: readonly WrittenSentence[];
  try {
    const texts = (writer.namesSources ? given : read.sentences).map((it) => it.text.trim());
    text = (await writer.write(texts, rule)).trim();
    if (!/[\p{L}\p{N}]/u.test(text)) return without('empty');
    if (loops(text)) return without('loops');
    sentences = await writer.sentences(text);
  } catch {
    return without('failed');
  }
  const { kept: proven, dropped: unproven } = provenSentences(sentences, given, rule);
  const { kept, tooLong } = fitting(proven, rule.mostWords);
  const dropped: DroppedSentences = { ...unproven, ...(tooLong > 0 && { tooLong }) };
  if (kept.length === 0) return without('unsupported', dropped);
  if (lacksView(extract, kept, sentences, segments)) return without('one-sided', dropped);
  const words = kept.reduce((sum, it) => sum + countWords(it.text), 0);
  const shown = kept.map(({ text: line, support, sources }) => ({
    ...{ text: line, support },
    sources: sources.slice(0, MOST_SHOWN).map((at) => quoteOf(given[at]!)),
  }));
  return { writer: writer.model, written: { sentences: shown, words }, reason: null, dropped, extract };
}

const quoteOf = ({ feedbackId, start, end, text }: Quote): Quote => ({ feedbackId, start, end, text });

/** Sentences of an extract, each followed by the nearest ones of other comments. */
function withOthers(chosen: readonly Quote[], segments: readonly SourceSegment[]): SourceSegment[] {
  const given = new Map<string, SourceSegment>();
  const keyOf = ({ feedbackId, start }: Quote) => `${feedbackId}/${start}`;
  const byKey = new Map(segments.map((it) => [keyOf(it), it]));
  for (const quote of chosen.slice(0, MOST_STATEMENTS)) {
    const own = byKey.get(keyOf(quote))!;
    const near = segments
      .map((it) => ({ it, support: dot(own.embedding, it.embedding) }))
      .filter(({ it, support }) => support >= LEAST_SUPPORT && it.feedbackId !== own.feedbackId)
      .sort((one, other) => other.support - one.support)
      .slice(0, BESIDE);
    for (const segment of [own, ...near.map(({ it }) => it)]) given.set(keyOf(segment), segment);
  }
  return [...given.values()];
}

/** Whether a text repeats itself: fewer than half of its runs of three words are distinct. */
export function loops(text: string): boolean {
  const words = wordsOf(text);
  if (words.length < 12) return false;
  const runs = words.slice(2).map((_, i) => words.slice(i, i + 3).join(' '));
  return new Set(runs).size < runs.length / 2;
}

function fitting(proven: readonly Proven[], mostWords: number) {
  let left = mostWords;
  const kept = proven.filter(({ text }) => {
    const words = countWords(text);
    if (words > left) return false;
    left -= words;
    return true;
  });
  return { kept, tooLong: proven.length - kept.length };
}

/** Whether the extract has clearly positive and clearly negative sentences, and the written summary lacks a side. */
function lacksView(
  extract: Summary,
  kept: readonly Proven[],
  written: readonly WrittenSentence[],
  segments: readonly SourceSegment[],
): boolean {
  const judged = new Map(segments.map((it) => [`${it.feedbackId}/${it.start}`, it.sentiment]));
  const sides = extract.sentences.map((it) =>
    clearSide(judged.get(`${it.feedbackId}/${it.start}`) ?? [0, 1, 0]),
  );
  const said = kept.map(({ text }) => clearSide(written.find((it) => it.text === text)!.sentiment));
  const both = sides.includes(-1) && sides.includes(1);
  return both && !(said.includes(-1) && said.includes(1));
}
