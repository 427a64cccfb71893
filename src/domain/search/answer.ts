import type { SearchFilter } from './found-sentence.ts';
import type { SentenceKey } from './sentence-index.ts';

/** A part of a question that became a filter. */
export interface UsedFilter {
  /** As written. */
  readonly words: string;
  readonly what: 'source' | 'attribute' | 'topic' | 'language' | 'period' | 'ratings' | 'sentiment';
  /** Of an attribute: its name; of others the same as `what`. */
  readonly name: string;
  /** As stored; of a topic its name; of a period "2026-03-01..2026-03-31". */
  readonly value: string;
  /** Other attributes that have the value, too. */
  readonly others: readonly string[];
}

/** A share, 0..1, with its 95 % interval. */
interface Share {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What several comments say, in the words of one of them. */
export interface AnswerStatement {
  readonly quote: SentenceKey & {
    readonly feedbackId: number;
    /** In code points of the comment's text, end exclusive. */
    readonly start: number;
    readonly end: number;
    /** Byte by byte as in the comment. */
    readonly text: string;
    readonly source: string;
    /** When the customer wrote, ISO 8601; null: unknown. */
    readonly at: string | null;
  };
  readonly sentiment: string;
  /** Comments that say it, the quoted one included. */
  readonly comments: number;
  /** People who wrote them, at least; null: no author is known. */
  readonly people: number | null;
  /** Of the comments that the filter leaves; null if these are fewer than ten. */
  readonly share: Share | null;
  /** Comments that say the opposite. */
  readonly opposite: number;
  /** The sentences that say it, the quote first; at most 100. */
  readonly sentences: readonly (SentenceKey & { readonly feedbackId: number })[];
}

/** What a writer made of an answer's sentences: only what they bear out. */
export interface WrittenAnswer {
  /** Name of the model, as its server has it. */
  readonly writer: string;
  /** Each with the sentences that bear it out, of at least two comments. Empty: nothing was borne out. */
  readonly lines: readonly {
    readonly text: string;
    readonly sentences: readonly (SentenceKey & { readonly feedbackId: number; readonly text: string })[];
  }[];
  /** Sentences that it wrote, and why others were dropped: reason → how many. */
  readonly sentences: number;
  readonly dropped: Readonly<Record<string, number>>;
}

/** What comments say to a question, in their own words. */
export interface Answer {
  readonly question: string;
  /** Of the question, ISO 639-1; null: unknown. */
  readonly language: string | null;
  readonly filter: Partial<SearchFilter>;
  readonly used: readonly UsedFilter[];
  /** What sentences must be about; '': whatever the filter leaves. */
  readonly subject: string;
  /** "Did you mean Berlin?": what the question may have meant. */
  readonly near: readonly { readonly word: string; readonly value: string; readonly name: string }[];
  /** Hash of the model whose results were read. */
  readonly model: string;
  /** Analysed comments that the filter leaves; with a topic, those about it. Shares are of these. */
  readonly comments: number;
  /** Analysed comments of which `comments` are an even sample; null: they are all. */
  readonly sampledFrom: number | null;
  /** Comments that speak of the subject, and those that say something negative and positive of it; null: none does. */
  readonly about: {
    readonly comments: number;
    readonly share: Share | null;
    readonly negative: number;
    readonly positive: number;
  } | null;
  /** Those of most comments first. Empty: nothing was found. */
  readonly statements: readonly AnswerStatement[];
  /** Null: no writer is configured, it was not asked, or it failed, which `notes` say. */
  readonly written: WrittenAnswer | null;
  readonly notes: readonly string[];
}

export interface AskOptions {
  /** "Last month" is before it. */
  readonly now: Date;
  /** Statements, 1 to 20; default 6. */
  readonly limit?: number;
  /** Whether a configured writer is asked, too; default true. */
  readonly written?: boolean;
  readonly signal?: AbortSignal;
}

export interface Asker {
  /** @throws VerbatimError QUESTION_EMPTY, QUESTION_TOO_LONG, SEARCH_NO_DATA, SEARCH_UNREADABLE */
  ask(question: string, options: AskOptions): Promise<Answer>;
}

/** Comments whose words an answer shows. */
export const quotedIn = ({ statements, written }: Pick<Answer, 'statements' | 'written'>): number[] => [
  ...new Set([
    ...statements.map(({ quote }) => quote.feedbackId),
    ...(written?.lines ?? []).flatMap(({ sentences }) => sentences.map(({ feedbackId }) => feedbackId)),
  ]),
];
