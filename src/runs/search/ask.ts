import {
  type AnswerSentence,
  type Evidence,
  evidenceOf,
  FAIRLY_NEAR,
  mayBeAbout,
  type Subject,
  stemReader,
  subjectStems,
} from '../../analysis/answers/evidence.ts';
import { type Understood, understand } from '../../analysis/answers/question.ts';
import { QUESTION_LANGUAGES } from '../../analysis/answers/small-words.ts';
import { type Statement, statementsOf } from '../../analysis/answers/statements.ts';
import { type StemBackground, stemBackground, stemWeights } from '../../analysis/answers/stem-weights.ts';
import { namedTopic, namedValue } from '../../analysis/answers/value-names.ts';
import type { Database } from '../../db/client.ts';
import {
  type AnswerRow,
  answerSentences,
  countAnalysed,
  filteredSentences,
  sampledTexts,
} from '../../db/search/answer-sentences.ts';
import { type FilterSql, filterSql } from '../../db/search/comment-filter.ts';
import { storedValues } from '../../db/search/named-values.ts';
import { filteredDocuments } from '../../db/search/sentence-scan.ts';
import { documentsWithWords } from '../../db/search/word-search.ts';
import { readTopics } from '../../db/topics/rows.ts';
import { peopleIn } from '../../domain/crowd.ts';
import type { Answer, AnswerStatement, Asker, WrittenAnswer } from '../../domain/search/answer.ts';
import type { SearchFilter } from '../../domain/search/found-sentence.ts';
import type { Searcher } from '../../domain/search/searcher.ts';
import { keyOf, type SentenceIndex, type SentenceKey } from '../../domain/search/sentence-index.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { wilsonShare } from '../../statistics/intervals/intervals.ts';
import type { OpenWriter } from '../writing/configured-writer.ts';
import { wholeFilter } from './filter.ts';
import { byMeaning, readWords } from './legs.ts';
import { modelNotes, modelToSearch, wellFormed } from './search.ts';
import { writeAnswer } from './written-answer.ts';

/** Most sentences that an answer is made of; if there are more, it is made of those of an even sample of comments. */
const MOST_SENTENCES = 6_000;
const MOST_STATEMENTS = 6;
/** Documents that are looked at because they hold the words of the subject. */
const MOST_WITH_WORDS = 300;
/** Comments whose words tell how frequent a word is elsewhere. */
const SAMPLED = 1_000;
/** Sentences that a statement names; it counts all. */
const MOST_NAMED = 100;
/** Fewer comments have no share. */
const LEAST_BASE = 10;
/** Known values are read again after this time, in milliseconds. */
const VALUES_KEPT = 60_000;

export interface AskParts {
  readonly database: Database;
  readonly searcher: Pick<Searcher, 'embed' | 'judge'>;
  readonly index?: SentenceIndex | null;
  /** Opens the configured writer for one question; null: there is none. */
  readonly openWriter?: OpenWriter;
}

export function openAsker({
  database,
  searcher,
  index = null,
  openWriter = async () => null,
}: AskParts): Asker {
  const values = new KnownValues(database);
  return {
    async ask(text, { now, limit: most = MOST_STATEMENTS, written: wanted = true, signal }) {
      const question = wellFormed(text);
      const searched = await modelToSearch(database);
      const understood = understand(question, await values.read(), now);
      const filter = await wholeFilter(database, understood.filter);
      const topic = understood.used.find(({ what }) => what === 'topic')?.value ?? null;
      const found = await read(
        { database, index, modelId: searched.model.id, embed: (texts) => searcher.embed(texts) },
        { subject: understood.subject, topic, language: understood.language },
        filter,
      );
      const { evidence, comments } = found;
      const rows = new Map(found.rows.map((row) => [keyOf(row), row]));
      const weights = stemWeights(
        evidence,
        subjectStems(`${understood.subject} ${topic ?? ''}`),
        found.background,
      );
      const statements = statementsOf(evidence, filter.sentiment, { of: comments, most, weights }).map(
        (one) => answerStatement(one, evidence, rows),
      );
      const { written, notes } = await attempt(async () => {
        const writer = wanted && statements.length > 0 ? await openWriter() : null;
        if (!writer) return null;
        return writeAnswer(
          { database, writer, judge: (texts) => searcher.judge(texts) },
          { question, figures: statements.map((one) => `${one.comments}`) },
          statements,
          rows,
          signal,
        );
      });
      return {
        question,
        ...{ filter: understood.filter, used: understood.used, subject: understood.subject },
        language: understood.language,
        near: nearOf(understood, evidence),
        ...{ model: searched.model.hash, comments, sampledFrom: found.sampledFrom },
        about:
          evidence.length === 0
            ? null
            : aboutOf(topic === null ? evidence.map(({ sentence }) => sentence) : found.rows, comments),
        ...{ statements, written },
        notes: [...modelNotes(searched), ...languageNotes(understood.language), ...notes],
      };
    },
  };
}

const languageNotes = (language: string | null): string[] =>
  language === null || QUESTION_LANGUAGES.includes(language)
    ? []
    : [`Filters are understood in ${QUESTION_LANGUAGES.join(', ')} only; the question is in ${language}.`];

/** An answer needs no writer: where one fails, its error is a note. */
async function attempt(
  write: () => Promise<WrittenAnswer | null>,
): Promise<{ readonly written: WrittenAnswer | null; readonly notes: readonly string[] }> {
  try {
    return { written: await write(), notes: [] };
  } catch (error) {
    if (!(error instanceof VerbatimError)) throw error;
    return { written: null, notes: [error.message] };
  }
}

/** Values that questions may name, read once a minute. */
class KnownValues {
  readonly #database: Database;
  #read: { readonly at: number; readonly values: Promise<ReturnType<typeof namedValue>[]> } | null = null;

  constructor(database: Database) {
    this.#database = database;
  }

  read() {
    const now = performance.now();
    if (this.#read === null || now - this.#read.at > VALUES_KEPT) {
      this.#read = { at: now, values: this.#load() };
      this.#read.values.catch(() => (this.#read = null));
    }
    return this.#read.values;
  }

  async #load() {
    const stored = await storedValues(this.#database);
    const topics = (await readTopics(this.#database)).filter(({ retired }) => !retired);
    return [
      ...topics.map(namedTopic),
      ...stored.map(({ attribute, value, comments }) => namedValue(attribute, value, comments)),
    ];
  }
}

interface Place {
  readonly database: Database;
  readonly index: SentenceIndex | null;
  readonly modelId: number;
  readonly embed: Searcher['embed'];
}

interface Read {
  readonly rows: readonly AnswerRow[];
  readonly evidence: readonly Evidence[];
  readonly comments: number;
  readonly sampledFrom: number | null;
  /** Words of sentences of all kinds. */
  readonly background: StemBackground;
}

interface Asked {
  readonly subject: string;
  readonly topic: string | null;
  readonly language: string | null;
}

/** The sentences of a filter that are about a subject, of both sides: the other one is counted as the opposite. */
async function read(place: Place, { subject, topic, language }: Asked, wanted: SearchFilter): Promise<Read> {
  const { database, modelId } = place;
  const filter = filterSql({ ...wanted, sentiment: null });
  const of = await countAnalysed(database, modelId, filter, null);
  if (of === 0)
    return {
      rows: [],
      evidence: [],
      comments: 0,
      sampledFrom: null,
      background: stemBackground([], stemReader([])),
    };
  const named = subject || topic;
  const looked = named ? { text: named, vector: (await place.embed([named]))[0]! } : null;
  // A topic has its sentences; its name only tells which of them are most about it.
  const about = topic === null ? looked : null;
  let within = filter.limitsComments ? await filteredDocuments(database, filter) : null;
  let keys = await candidates(place, about && { ...about, language }, filter, within);
  const whole = keys !== null;
  while (keys === null) {
    within ??= await filteredDocuments(database, filter);
    within = within.filter((_, i) => i % 4 === 0);
    keys = await candidates(place, about && { ...about, language }, filter, within);
  }
  const rows = await answerSentences(database, modelId, keys, filter);
  const spoken = [...new Set(rows.flatMap(({ language }) => language ?? []))];
  const languages = spoken.length > 0 ? spoken : ['en'];
  const evidence = evidenceOf(rows, looked, languages, topic !== null);
  const others = await sampledTexts(database, modelId, SAMPLED);
  const left = whole ? of : await countAnalysed(database, modelId, filter, within);
  const comments = wanted.topic === null ? left : commentsOf(rows);
  return {
    ...{ rows, evidence, comments, sampledFrom: whole ? null : of },
    background: stemBackground(others, stemReader(languages)),
  };
}

/** Sentences that may be about a subject; null: there are too many. */
async function candidates(
  { database, index, modelId }: Place,
  about: (Subject & Pick<Asked, 'language'>) | null,
  filter: FilterSql,
  within: readonly number[] | null,
): Promise<SentenceKey[] | null> {
  if (!about) {
    const keys = await filteredSentences(database, modelId, filter, { within, most: MOST_SENTENCES });
    return keys.length < MOST_SENTENCES ? keys : null;
  }
  const wanted = { modelId, most: MOST_SENTENCES, filter, within };
  const near = await byMeaning(database, index, { ...wanted, vectors: [about.vector] });
  const last = near.sentences.at(MOST_SENTENCES - 1);
  if (last && last.similarity >= FAIRLY_NEAR) return null;
  const asked = await readWords(
    database,
    about.text,
    { wanted: about.text, required: '' },
    { language: about.language, alone: false },
  );
  const held = asked ? await documentsWithWords(database, asked, filter, MOST_WITH_WORDS) : [];
  const own = await filteredSentences(database, modelId, filter, { within: held, most: MOST_SENTENCES });
  const inside = within && new Set(within);
  const all = [...near.sentences.filter(({ similarity }) => mayBeAbout(similarity)), ...own];
  return [...new Map(all.map((key) => [keyOf(key), key])).values()].filter(
    ({ documentId }) => !inside || inside.has(documentId),
  );
}

const commentsOf = (sentences: readonly Pick<AnswerRow, 'documentId' | 'comments'>[]): number => {
  let sum = 0;
  for (const n of new Map(sentences.map((it) => [it.documentId, it.comments])).values()) sum += n;
  return sum;
};

function aboutOf(said: readonly AnswerSentence[], of: number): Answer['about'] {
  const comments = commentsOf(said);
  return {
    comments,
    share: of < LEAST_BASE ? null : wilsonShare(comments, of),
    negative: commentsOf(said.filter(({ label }) => label === 'negative')),
    positive: commentsOf(said.filter(({ label }) => label === 'positive')),
  };
}

/** What the question may have meant; not a word that comments use, too. */
function nearOf({ near }: Understood, evidence: readonly Evidence[]): Answer['near'] {
  return near
    .filter(
      ({ word, placed }) =>
        placed || !evidence.some(({ saying }) => saying.plain.includes(word.toLowerCase())),
    )
    .map(({ word, named, value: { name } }) => ({ word, name, value: named }));
}

function answerStatement(
  { quote, crowd, members, ...figures }: Statement,
  evidence: readonly Evidence[],
  rows: ReadonlyMap<string, AnswerRow>,
): AnswerStatement {
  const { source, at } = rows.get(keyOf(quote))!;
  const keys = members.map((i) => evidence[i]!.sentence);
  const others = keys.filter((key) => keyOf(key) !== keyOf(quote));
  return {
    ...figures,
    quote: { ...quote, source, at },
    people: crowd.marks === null ? null : peopleIn([crowd]),
    sentences: [quote, ...others]
      .slice(0, MOST_NAMED)
      .map(({ documentId, ordinal, feedbackId }) => ({ documentId, ordinal, feedbackId })),
  };
}
