import type { UsedFilter } from '../../domain/search/answer.ts';
import type { SearchFilter } from '../../domain/search/found-sentence.ts';
import { languageOf } from '../language/language.ts';
import { type FoundValue, findValues, type NamedValue, type NearMiss, nearMisses } from './named-values.ts';
import { periodIn } from './periods.ts';
import { bareName, QuestionText, questionWords } from './question-text.ts';
import { ratingsIn } from './ratings.ts';
import { type AskedSide, sidesIn } from './sentiment-words.ts';
import { askingTest, QUESTION_LANGUAGES } from './small-words.ts';

/** A question, understood. */
export interface Understood {
  readonly filter: Partial<SearchFilter>;
  readonly used: readonly UsedFilter[];
  /** What sentences must be about; '' : whatever the filter leaves. */
  readonly subject: string;
  /** Values that parts of the subject nearly are. */
  readonly near: readonly NearMiss[];
  /** ISO 639-1; null if unknown. */
  readonly language: string | null;
}

/**
 * Takes apart what a question asks of whom: periods, ratings, stored values and words of sentiment become filters, words
 * that ask are left out at both ends, and the rest is the subject. A topic is a filter only if it is all of the rest.
 * @param values stored values that a question may name
 * @param now "last month" is before it
 */
export function understand(question: string, values: readonly NamedValue[], now: Date): Understood {
  const asked = question.normalize('NFC').replace(/\s+/g, ' ').trim();
  const { language } = languageOf(asked, QUESTION_LANGUAGES);
  const text = new QuestionText(asked);
  const used: UsedFilter[] = [];
  const use = (
    what: UsedFilter['what'],
    words: string,
    value: string,
    name: string = what,
    others: string[] = [],
  ) => used.push({ words: words.trim(), what, name, value, others });
  let filter: Partial<SearchFilter> = {};

  const period = periodIn(text.left, now);
  if (period) {
    const { first, last } = period;
    filter = { ...filter, first, last };
    use('period', text.take(period), first === last ? first! : `${first ?? ''}..${last ?? ''}`);
  }
  const ratings = ratingsIn(text.left);
  if (ratings) {
    filter = { ...filter, ratings: [ratings.least, ratings.greatest] };
    use('ratings', text.take(ratings), ratingsText(ratings.least, ratings.greatest));
  }
  for (const found of findValues(
    questionWords(text.left),
    values.filter(({ what }) => what !== 'topic'),
  )) {
    const { what, name, value } = found.value;
    const words = text.take(withPreposition(asked, found));
    const taken = used.find((it) => it.what === what && it.name === name);
    // One value of each: the second of "Berlin or Hamburg" is not a filter.
    if (taken) continue;
    if (what === 'source') filter = { ...filter, source: value };
    else filter = { ...filter, attributes: { ...filter.attributes, [name]: value } };
    use(
      what,
      words,
      value,
      name,
      found.others.map((other) => other.name),
    );
  }
  const named = sidesIn(text.left);
  const sides = new Set<AskedSide | null>(named.map(({ side }) => side));
  const [side = null] = sides;
  for (const one of named) {
    const words = text.take(one);
    if (sides.size === 1 && side !== null && !filter.sentiment) {
      filter = { ...filter, sentiment: side };
      use('sentiment', words, side);
    }
  }

  const misses = nearMisses(questionWords(text.left), values);
  for (const miss of misses) if (miss.placed) text.take(miss);
  const subject = subjectOf(text.left, language);
  const topics = values.filter(({ what }) => what === 'topic');
  const topic = topicNamed(subject, topics);
  if (topic) {
    filter = { ...filter, topic: topic.value };
    use('topic', subject, topic.name);
  }
  // Of what is not looked for any more nothing else is meant.
  const near = misses.filter(({ placed, word }) => placed || (!topic && subject.includes(word)));
  return { filter, used, subject: topic ? '' : subject, near, language };
}

const ratingsText = (least: number, greatest: number): string =>
  least === greatest ? `${least}` : `${least} to ${greatest}`;

const PREPOSITION =
  /(?<![\p{L}\p{N}])(?:in|from|at|via|of|by|aus|bei|von|im|en|dans|chez|à|de|du|des)\s+(?:the |der |dem |den |la |le |el |los |las |les )?$/iu;

/** A value with the preposition before it. */
function withPreposition(question: string, { start, end }: FoundValue) {
  const before = PREPOSITION.exec(question.slice(0, start));
  return { start: before ? before.index : start, end };
}

/** What is left, without words that ask at both ends. */
function subjectOf(left: string, language: string | null): string {
  const isAsking = askingTest(language);
  const words = questionWords(left);
  const isLeft = words.map(({ text }) => !isAsking(text));
  const first = isLeft.indexOf(true);
  if (first < 0) return '';
  const part = left.slice(words[first]!.start, words[isLeft.lastIndexOf(true)]!.end);
  return part.replace(/\s+/g, ' ').trim();
}

/** The topic that the words name as a whole: "fit" and "size" are names of "Fit and size", unless others have them, too. */
function topicNamed(subject: string, topics: readonly NamedValue[]): NamedValue | null {
  const wanted = bareName(subject);
  if (wanted === '') return null;
  const whole = topics.find(({ names }) => names.some((name) => bareName(name) === wanted));
  if (whole) return whole;
  const part = topics.filter(({ names }) =>
    names.some((name) =>
      name.split(/,| (?:and|or|und|oder|et|ou|y|o) |&|\//).some((piece) => bareName(piece) === wanted),
    ),
  );
  return part.length === 1 ? part[0]! : null;
}
