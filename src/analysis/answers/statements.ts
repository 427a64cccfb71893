import { type Crowd, united } from '../../domain/crowd.ts';
import { type Estimate, wilsonShare } from '../../statistics/intervals/intervals.ts';
import { isReadable, readability } from '../digest/quotes.ts';
import type { Quote } from '../source-segment.ts';
import { dot } from '../vectors.ts';
import { countWords } from '../words.ts';
import type { Evidence } from './evidence.ts';
import { areOpposed } from './opposite-words.ts';
import type { StemWeights } from './stem-weights.ts';

/** What several comments say, in the words of one of them. */
export interface Statement {
  readonly quote: Quote & { readonly documentId: number; readonly ordinal: number };
  readonly sentiment: string;
  /** Comments that say it, the quoted one included. */
  readonly comments: number;
  /** Who wrote them. */
  readonly crowd: Crowd;
  /** Of the comments that the filter leaves; null if these are too few. */
  readonly share: Estimate | null;
  /** Comments that say the opposite of the same. */
  readonly opposite: number;
  /** Sentences that say it, as places in the evidence. */
  readonly members: readonly number[];
}

/**
 * Sentences about one subject are all near each other: "the material has some stretch" has a cosine of 0.79 with "the
 * fabric is not too thick". So two say the same if they also share half of the weight of the quote's words, or if they
 * are so near that words do not matter. Words that name the
 * subject count only between sentences that are quite near.
 */
const [NEAR, QUITE_NEAR, EQUAL] = [0.55, 0.65, 0.85];
/** Sentences in two languages have no words to share: four that say in four of them that a coating came off have 0.69 to 0.81. */
const ACROSS = 0.75;
const SHARED = 0.5;
/** With less weight in words that tell something, a quote says little but its subject: "I get compliments". */
const LITTLE = 1;
/** Fewer comments have no share. */
const LEAST_BASE = 10;
/** Longest quote, in words. */
const LONGEST = 30;
/** Sentences that are compared with each other: of more, those that are nearest to the subject. */
const MOST_COMPARED = 1_200;

/**
 * Statements, those of most comments first: a sentence that reads well, with all that are near it and do not contradict
 * it. One by one the sentence is taken that says what most comments say that no statement has said yet (greedy coverage;
 * Nemhauser, Wolsey and Fisher 1978). So every sentence that is counted is near the quote itself, which a cluster does not
 * promise.
 * @param of comments that the filter leaves
 */
export function statementsOf(
  evidence: readonly Evidence[],
  side: 'negative' | 'neutral' | 'positive' | null,
  { of, most, weights }: { readonly of: number; readonly most: number; readonly weights: StemWeights },
): Statement[] {
  const asked = [...evidence.keys()].filter((i) => side === null || evidence[i]!.sentence.label === side);
  const compared = asked
    .toSorted((a, b) => evidence[b]!.similarity - evidence[a]!.similarity || a - b)
    .slice(0, MOST_COMPARED);
  const readable = compared.filter((i) => isQuotable(evidence[i]!));
  const quotable = readable.length > 0 ? readable : compared.filter((i) => isShortQuote(evidence[i]!));
  const near = new Map(
    quotable.map((i) => [
      i,
      compared.filter((j) => i === j || saysTheSame(evidence[i]!, evidence[j]!, weights)),
    ]),
  );
  const documentsOf = (members: readonly number[]) =>
    new Map(members.map((i) => [evidence[i]!.sentence.documentId, evidence[i]!.sentence]));
  const covered = new Set<number>();
  const chosen: Statement[] = [];
  let left = quotable;
  while (chosen.length < most && left.length > 0) {
    const worth = (i: number) => {
      const own = evidence[i]!;
      let [gained, alike] = [0, 0];
      for (const [id, { comments, label }] of documentsOf(near.get(i)!)) {
        if (covered.has(id)) continue;
        gained += comments;
        if (label === own.sentence.label) alike += comments;
      }
      const form = 1 + readability(own.sentence.text) + Math.max(0, own.similarity);
      // A quote has the sentiment of most that say it.
      return { i, gained, value: ((gained + alike) / 2) * form + own.similarity / 100 };
    };
    const best = left.map(worth).reduce((a, b) => (b.value > a.value ? b : a));
    if (best.gained === 0) break;
    // What one comment says is no finding beside what several say.
    if (chosen.length > 0 && best.gained === 1 && chosen[0]!.comments > 2) break;
    const members = near.get(best.i)!;
    const said = [...documentsOf(members).values()];
    const own = evidence[best.i]!;
    const { feedbackId, start, end, text, documentId, ordinal, label } = own.sentence;
    const comments = said.reduce((sum, it) => sum + it.comments, 0);
    chosen.push({
      quote: { feedbackId, start, end, text, documentId, ordinal },
      ...{ sentiment: label, comments, crowd: united(said.map(({ crowd }) => crowd)) },
      share: of < LEAST_BASE ? null : wilsonShare(Math.min(comments, of), of),
      opposite: [...documentsOf(opposing(own, evidence, weights)).values()].reduce(
        (sum, it) => sum + it.comments,
        0,
      ),
      members,
    });
    for (const { documentId: id } of said) covered.add(id);
    // Neither what it says nor what says it in more words is said again.
    left = left.filter((i) => !members.includes(i) && !near.get(i)!.includes(best.i));
  }
  return chosen.sort((a, b) => b.comments - a.comments);
}

/** Whether it begins or ends as a sentence does: "i will say the material" does neither. */
const isWhole = (text: string): boolean =>
  /^["'“‘«„¿¡(]*[\p{Lu}\p{N}\p{Lo}]/u.test(text) || /[.!…)。！]["'”’»)]*\s*$/u.test(text);

const isQuotable = ({ sentence, saying }: Evidence): boolean =>
  !sentence.toxic &&
  saying.hasSubject &&
  isWhole(sentence.text) &&
  isReadable(sentence.text) &&
  countWords(sentence.text) <= LONGEST;

/** Where no sentence reads well: one that says something at least. */
const isShortQuote = ({ sentence, saying }: Evidence): boolean =>
  !sentence.toxic && saying.words > 1 && !/[?？؟]["'”’»)\s]*$/.test(sentence.text);

/** Whether another sentence says what a quote says: of no opposite sides, both negated or neither. */
function saysTheSame(quote: Evidence, other: Evidence, weights: StemWeights): boolean {
  if (againstEachOther(quote, other) || quote.saying.negated !== other.saying.negated) return false;
  if (areOpposed(quote.opposites, other.opposites)) return false;
  const cosine = dot(quote.sentence.embedding, other.sentence.embedding);
  const languages = [quote.sentence.language, other.sentence.language];
  if (!languages.includes(null) && languages[0] !== languages[1]) return cosine >= ACROSS;
  if (cosine >= EQUAL) return true;
  if (tellsTheSame(quote, other, weights)) return cosine >= NEAR;
  const alike = quote.sentence.label === other.sentence.label;
  return cosine >= QUITE_NEAR && alike && namesTheSame(quote, other, weights);
}

/** Whether one is more negative than anything else, the other more positive. */
const againstEachOther = ({ sentence: one }: Evidence, { sentence: other }: Evidence): boolean =>
  one.label !== other.label && one.label !== 'neutral' && other.label !== 'neutral';

/** Sentences that speak of the same as a quote, and are of the other side or say the opposite word. */
function opposing(quote: Evidence, evidence: readonly Evidence[], weights: StemWeights): number[] {
  return [...evidence.keys()].filter((i) => {
    const other = evidence[i]!;
    const opposed =
      quote.saying.negated === other.saying.negated && areOpposed(quote.opposites, other.opposites);
    if (!opposed && quote.side * other.side >= 0) return false;
    const same = tellsTheSame(quote, other, weights) || namesTheSame(quote, other, weights);
    if (!opposed && !same) return false;
    return dot(quote.sentence.embedding, other.sentence.embedding) >= NEAR;
  });
}

const tellingWeight = (stems: Iterable<string>, { telling }: StemWeights): number => {
  let sum = 0;
  for (const stem of stems) sum += telling.get(stem) ?? 0;
  return sum;
};

/** Whether another sentence has half of the weight of a quote's words. */
function tellsTheSame(quote: Evidence, other: Evidence, weights: StemWeights): boolean {
  const own = tellingWeight(quote.stems, weights);
  const shared = [...quote.stems].filter((stem) => other.stems.has(stem));
  return own > 0 && tellingWeight(shared, weights) >= SHARED * own;
}

/** Whether a quote says little but its subject, and another sentence names that, too. */
const namesTheSame = (quote: Evidence, other: Evidence, weights: StemWeights): boolean =>
  tellingWeight(quote.stems, weights) < LITTLE &&
  ![...quote.stems].some((stem) => weights.own.has(stem)) &&
  [...quote.stems].some((stem) => weights.naming.has(stem) && other.stems.has(stem));
