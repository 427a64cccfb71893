import type { PolarityProbabilities } from '../../domain/analysis.ts';
import { stopWordTest } from '../language/stop-words.ts';
import { clearSide } from '../source-segment.ts';
import { missingFacts } from '../summaries/facts.ts';
import { OPINIONS, stemOf } from '../summaries/saying.ts';
import { dot } from '../vectors.ts';
import { termsOf, wordsOf } from '../words.ts';

/** A sentence of a comment that a writer was given, under a number. */
export interface NumberedSentence {
  readonly text: string;
  readonly feedbackId: number;
  /** Of unit length. */
  readonly embedding: Float32Array;
  readonly sentiment: PolarityProbabilities;
}

/** A sentence that a writer wrote, judged by the model of the sources. */
export interface WrittenStatement {
  readonly text: string;
  /** Places of sources that it names. */
  readonly sources: readonly number[];
  readonly embedding: Float32Array;
  readonly sentiment: PolarityProbabilities;
}

/**
 * Why a written sentence is dropped.
 *
 * - `unnamed`: it names no source, or one that does not exist.
 * - `alone`: fewer than two comments bear it out. One comment cannot make a writer say something.
 * - `invented`: a word with content, a name or a number is in no named source, nor among our figures. So a writer keeps
 *   to the customers' words: meaning alone does not tell "runs small" from "runs large".
 * - `misquoted`: words in quotation marks are in no named source.
 * - `contradicts`: it is clearly positive where its sources are clearly negative, or the reverse.
 * - `repeated`: it was said before.
 */
export type Dropped = 'unnamed' | 'alone' | 'invented' | 'misquoted' | 'contradicts' | 'repeated';

export interface Proof {
  /** Each with the places of those sources that bear it out. */
  readonly kept: readonly { readonly text: string; readonly sources: readonly number[] }[];
  readonly dropped: Readonly<Partial<Record<Dropped, number>>>;
}

/**
 * Least cosine of a written sentence and a source that bears it out. Of 24 true sentences about reviews of clothes every
 * one has two such sources; of 48 about other things or from Banking77 one has.
 */
const LEAST_SUPPORT = 0.6;
const LEAST_COMMENTS = 2;
const QUOTED = /“([^”]*)”|"([^"]*)"|„([^“]*)“|«([^»]*)»/gu;

/** Words about customers and what they do, which no customer needs to have written. */
const REPORTING: ReadonlySet<string> = new Set(
  [
    'customer buyer people person user guest reviewer comment many several some most few often others say says said',
    'find found report mention describe complain praise note think feel state call want wish recommend',
    'kunden käufer leute menschen nutzer gäste viele einige manche mehrere sagen finden berichten nennen loben klagen',
    'client gens utilisateur acheteur plusieurs certains disent trouvent signalent parlent',
    'cliente personas gente usuario varios algunos muchos dicen encuentran mencionan',
    'persone utenti alcuni molti dicono trovano klanten mensen sommige veel vinden zeggen pessoas alguns muitos dizem acham',
  ]
    .flatMap((words) => words.split(' '))
    .map(stemOf),
);

/**
 * The sentences of a writer that named sentences of customers bear out.
 * @param sources by place, from 0
 * @param figures numbers of ours that may be written
 * @param languages BCP 47 tags of the sources
 */
export function provenSentences(
  written: readonly WrittenStatement[],
  sources: readonly NumberedSentence[],
  figures: readonly string[],
  languages: readonly string[],
): Proof {
  const isStopWord = stopWordTest(languages);
  const stemsOf = (text: string) =>
    termsOf(text)
      .filter((word) => /\p{L}/u.test(word) && !isStopWord(word))
      .map(stemOf);
  const missingWords = (text: string, texts: readonly string[]) => {
    const known = new Set(texts.flatMap(stemsOf));
    return stemsOf(text).filter(
      (stem) => !known.has(stem) && !REPORTING.has(stem) && !OPINION_STEMS.has(stem),
    );
  };
  const kept: { text: string; sources: number[] }[] = [];
  const dropped: Partial<Record<Dropped, number>> = {};
  const said = new Set<string>();
  for (const statement of written) {
    const bearing = statement.sources.filter((at) => sources[at] && bearsOut(sources[at], statement));
    const reason = faultOf(statement, bearing, sources, figures, missingWords);
    const words = wordsOf(statement.text).join(' ');
    const why = reason ?? (said.has(words) ? 'repeated' : null);
    said.add(words);
    if (why) dropped[why] = (dropped[why] ?? 0) + 1;
    else kept.push({ text: statement.text, sources: bearing });
  }
  return { kept, dropped };
}

/** An opinion is held to the polarity of the sources. */
const OPINION_STEMS = new Set([...OPINIONS].map(stemOf));

const bearsOut = ({ embedding }: NumberedSentence, statement: WrittenStatement): boolean =>
  dot(embedding, statement.embedding) >= LEAST_SUPPORT;

function faultOf(
  { text, sources: named, sentiment }: WrittenStatement,
  bearing: readonly number[],
  sources: readonly NumberedSentence[],
  figures: readonly string[],
  missingWords: (text: string, texts: readonly string[]) => readonly string[],
): Dropped | null {
  if (named.length === 0 || named.some((at) => !sources[at]) || wordsOf(text).length === 0) return 'unnamed';
  const cited = named.map((at) => sources[at]!);
  const texts = cited.map((source) => source.text);
  for (const match of text.matchAll(QUOTED)) {
    const quoted = match.slice(1).find((it) => it !== undefined)!;
    if (!texts.some((source) => source.includes(quoted))) return 'misquoted';
  }
  if (missingFacts(text, [...texts, ...figures]).length > 0) return 'invented';
  if (missingWords(text, texts).length > 0) return 'invented';
  if (new Set(bearing.map((at) => sources[at]!.feedbackId)).size < LEAST_COMMENTS) return 'alone';
  const side = clearSide(sentiment);
  const sides = bearing.map((at) => clearSide(sources[at]!.sentiment));
  if (side !== 0 && !sides.includes(side)) return 'contradicts';
  return null;
}

/**
 * The lines of a writer's answer with the numbers of sources that they name: `- Sizes run small. [2] [7]`. Numbers are
 * from 1 there, places from 0 here. Lines without a number are sentences that name no source.
 */
export function namedLines(answer: string): { readonly text: string; readonly sources: readonly number[] }[] {
  return answer.split('\n').flatMap((line) => {
    const sources = [...line.matchAll(/\[(\d{1,4}(?:\s*,\s*\d{1,4})*)\]/g)].flatMap(([, numbers]) =>
      numbers!.split(',').map((it) => Number(it) - 1),
    );
    const text = line
      .replace(/\[\d{1,4}(?:\s*,\s*\d{1,4})*\]/g, '')
      .replace(/^\s*(?:[-*•]|\d{1,2}[.)])\s+/, '')
      .replace(/\s+([.!?,])/g, '$1')
      .trim();
    return text === '' ? [] : [{ text, sources: [...new Set(sources)] }];
  });
}
