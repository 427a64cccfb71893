import { clearSide, type SourceSegment } from '../source-segment.ts';
import { countWords, wordsOf } from '../words.ts';
import { type Summary, type SummaryRule, summarise } from './summary.ts';
import {
  type CheckedSummary,
  checkSentences,
  type SupportedSentence,
  type WrittenSentence,
} from './support.ts';

/** The sequence-to-sequence model that writes. */
export interface WriterModel {
  readonly name: string;
  /** SHA-256 of its files, hexadecimal. */
  readonly hash: string;
}

/** Writes summaries with a sequence-to-sequence model, and embeds them with the model of the sources. */
export interface SummaryWriter {
  readonly model: WriterModel;
  /** Summarises a text. The caller checks the result. */
  write(text: string): Promise<string>;
  /** Splits a text into sentences and embeds them with the model that embedded the sources. */
  sentences(text: string): Promise<readonly WrittenSentence[]>;
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

export interface WrittenSummary {
  readonly writer: WriterModel;
  /** Null if only the extract is usable. */
  readonly written: {
    readonly sentences: readonly SupportedSentence[];
    readonly words: number;
  } | null;
  readonly reason: NotWritten | null;
  /** Counts of dropped sentences by reason. */
  readonly dropped: {
    readonly unsupported: number;
    readonly inventedFacts: number;
    readonly repeated: number;
    readonly tooLong: number;
  };
  /** The extractive summary, always present. */
  readonly extract: Summary;
}

/** Words of input per word of output. */
const INPUT = 8;
const NONE_DROPPED = { unsupported: 0, inventedFacts: 0, repeated: 0, tooLong: 0 } as const;

/**
 * An abstractive summary that keeps only sentences supported by the sources. The writer reads a longer extract, so its
 * input is bounded. If it fails, only the extract is returned, with the reason.
 */
export async function summariseWritten(
  segments: readonly SourceSegment[],
  rule: SummaryRule,
  writer: SummaryWriter,
): Promise<WrittenSummary> {
  const extract = summarise(segments, rule);
  const without = (reason: NotWritten, dropped: WrittenSummary['dropped'] = NONE_DROPPED) => ({
    ...{ writer: writer.model, written: null, reason, dropped, extract },
  });
  if (extract.kind !== 'extracted') return without('quoted');
  const read = summarise(segments, { ...rule, mostWords: INPUT * rule.mostWords });
  let text: string;
  let sentences: readonly WrittenSentence[];
  try {
    text = (await writer.write(read.sentences.map((it) => it.text).join(' '))).trim();
    if (!/[\p{L}\p{N}]/u.test(text)) return without('empty');
    if (loops(text)) return without('loops');
    sentences = await writer.sentences(text);
  } catch {
    return without('failed');
  }
  const { fresh, repeated } = withoutRepetition(sentences);
  const checked = checkSentences(fresh, segments);
  const { kept, tooLong } = fitting(checked, rule.mostWords);
  const { unsupported, inventedFacts } = checked;
  const dropped = { unsupported, inventedFacts, repeated, tooLong };
  if (kept.length === 0) return without('unsupported', dropped);
  if (lacksView(extract, kept, fresh, segments)) return without('one-sided', dropped);
  const words = kept.reduce((sum, it) => sum + countWords(it.text), 0);
  return { writer: writer.model, written: { sentences: kept, words }, reason: null, dropped, extract };
}

/** Whether a text repeats itself: fewer than half of its runs of three words are distinct. */
export function loops(text: string): boolean {
  const words = wordsOf(text);
  if (words.length < 12) return false;
  const runs = words.slice(2).map((_, i) => words.slice(i, i + 3).join(' '));
  return new Set(runs).size < runs.length / 2;
}

function withoutRepetition(sentences: readonly WrittenSentence[]) {
  const said = new Set<string>();
  const fresh = sentences.filter(({ text }) => {
    const words = wordsOf(text).join(' ');
    return words !== '' && !said.has(words) && said.add(words);
  });
  return { fresh, repeated: sentences.length - fresh.length };
}

function fitting({ kept }: CheckedSummary, mostWords: number) {
  let left = mostWords;
  const fit = kept.filter(({ text }) => {
    const words = countWords(text);
    if (words > left) return false;
    left -= words;
    return true;
  });
  return { kept: fit, tooLong: kept.length - fit.length };
}

/** Whether the extract has clearly positive and clearly negative sentences, and the written summary lacks a side. */
function lacksView(
  extract: Summary,
  kept: readonly SupportedSentence[],
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
