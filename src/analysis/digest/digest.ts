import { isInsufficient } from '../../statistics/insufficient.ts';
import { type Estimate, newcombeInterval, wilsonShare } from '../../statistics/intervals/intervals.ts';
import type { Quote } from '../source-segment.ts';
import type { SupportedSentence, WriterModel, WrittenSummary } from '../summaries/written-summary.ts';
import type { Period } from './period.ts';
import type { DigestSubjects } from './subjects.ts';

/** Counts of feedback rows in a period, or with one value of an attribute in a period. */
export interface PeriodCounts {
  /** = withoutText + noAnswer + pending + setAside + unsupported + analysed. */
  readonly feedback: number;
  readonly withoutText: number;
  readonly pending: number;
  readonly setAside: number;
  readonly unsupported: number;
  /** Answers without content, such as "N/A". */
  readonly noAnswer: number;
  /** Without a time of writing: they count on the day on which they were stored. */
  readonly undated: number;
  readonly analysed: number;
  /** Analysed in translation. */
  readonly translated: number;
  readonly negative: number;
  readonly neutral: number;
  readonly positive: number;
  readonly mixed: number;
  readonly toxic: number;
  readonly rated: number;
  readonly ratingSum: number;
}

export interface DayFigures {
  readonly day: string;
  readonly feedback: number;
  readonly analysed: number;
  readonly negative: number;
  readonly positive: number;
}

interface DigestThemeCounts {
  readonly id: number;
  readonly name: string;
  readonly keywords: readonly string[];
  readonly comments: number;
  readonly negative: number;
  readonly positive: number;
  readonly commentsBefore: number;
}

export interface DigestQuote extends Quote {
  /** Number of comments that say the same or nearly the same; absent if only this one does. */
  readonly saidBy?: number;
}

/** A summary of comments. Every quote is a verbatim part of a comment. */
export interface DigestSummary {
  readonly quotes: readonly DigestQuote[];
  /** Number of comments read: all of them, or an even sample. */
  readonly read: number;
  readonly comments: number;
  /** Shares of the read comments that agree with the quotes, and that contradict them. */
  readonly coverage: Estimate | null;
  readonly dissent: Estimate | null;
  /** The writer's text, or why there is none; absent in a digest without a writer. */
  readonly written?: DigestWritten;
}

export type DigestWritten = Pick<WrittenSummary, 'reason' | 'dropped'> & {
  /** Each borne out by the comments that it names; empty if there is a reason. */
  readonly sentences: readonly SupportedSentence[];
};

export interface DigestFigures {
  readonly now: PeriodCounts;
  readonly before: PeriodCounts | null;
  readonly days: readonly DayFigures[];
  readonly themes: readonly DigestThemeCounts[];
  readonly groups: readonly {
    readonly by: string;
    readonly values: readonly {
      readonly value: string | null;
      readonly now: PeriodCounts;
      readonly before: PeriodCounts | null;
    }[];
  }[];
}

export interface DigestTheme extends Omit<DigestThemeCounts, 'commentsBefore'> {
  /** Of the analysed comments. */
  readonly share: Estimate | null;
  readonly negativeShare: Estimate | null;
  readonly positiveShare: Estimate | null;
  /** Difference of the shares, −1..1, with Newcombe's interval (1998). */
  readonly change: Estimate | null;
  readonly emerging: boolean;
  /** Null except for the largest themes. */
  readonly summary: DigestSummary | null;
}

export interface DigestGroupValue {
  /** Null: feedback without the attribute. */
  readonly value: string | null;
  readonly counts: PeriodCounts;
  readonly negativeShare: Estimate | null;
  readonly positiveShare: Estimate | null;
  readonly negativeChange: Estimate | null;
}

/** The feedback of a period, summarised. The same rows and model give the same digest, byte for byte. */
export interface Digest {
  readonly version: 1;
  readonly period: Period;
  readonly previous: Period | null;
  readonly by: readonly string[];
  readonly model: { readonly name: string; readonly version: string; readonly hash: string };
  /** Absent in a digest of quotes only. */
  readonly writer?: WriterModel;
  /** How often the model is right, of all comments so far; absent if too few sampled comments are labelled. */
  readonly accuracy?: Estimate & { readonly n: number };
  readonly counts: PeriodCounts;
  readonly countsBefore: PeriodCounts | null;
  readonly sentiment: readonly {
    readonly label: 'negative' | 'mixed' | 'neutral' | 'positive';
    readonly n: number;
    readonly share: Estimate | null;
    readonly change: Estimate | null;
  }[];
  readonly days: readonly DayFigures[];
  /** What comments complain about, praise and ask for. */
  readonly subjects: DigestSubjects;
  readonly summary: DigestSummary;
  readonly themes: readonly DigestTheme[];
  readonly groups: readonly { readonly by: string; readonly values: readonly DigestGroupValue[] }[];
}

interface DigestParts {
  readonly period: Period;
  readonly previous: Period | null;
  readonly by: readonly string[];
  readonly model: Digest['model'];
  readonly writer?: WriterModel | undefined;
  readonly accuracy?: Digest['accuracy'] | null;
  readonly figures: DigestFigures;
  readonly subjects: DigestSubjects;
  readonly summary: DigestSummary;
  /** By theme id. */
  readonly themeSummaries: ReadonlyMap<number, DigestSummary>;
  /** Ids of emerging themes. */
  readonly emerging: ReadonlySet<number>;
}

const LABELS = ['negative', 'mixed', 'neutral', 'positive'] as const;

/** Makes a digest of figures and quotes: adds shares, intervals and changes. */
export function makeDigest({ figures, themeSummaries, emerging, ...rest }: DigestParts): Digest {
  const { now, before, days, themes, groups } = figures;
  const judged = judgedOf(now);
  return {
    version: 1,
    ...{ period: rest.period, previous: rest.previous, by: rest.by, model: rest.model },
    ...(rest.writer ? { writer: rest.writer } : {}),
    ...(rest.accuracy ? { accuracy: rest.accuracy } : {}),
    ...{ counts: now, countsBefore: before },
    sentiment: LABELS.map((label) => ({
      label,
      n: now[label],
      share: wilsonShare(now[label], judged),
      change: before && change([now[label], judged], [before[label], judgedOf(before)]),
    })),
    days,
    subjects: rest.subjects,
    summary: rest.summary,
    themes: themes.map(({ commentsBefore, ...theme }) => ({
      ...theme,
      share: wilsonShare(theme.comments, now.analysed),
      negativeShare: wilsonShare(theme.negative, theme.comments),
      positiveShare: wilsonShare(theme.positive, theme.comments),
      change: before && change([theme.comments, now.analysed], [commentsBefore, before.analysed]),
      emerging: emerging.has(theme.id),
      summary: themeSummaries.get(theme.id) ?? null,
    })),
    groups: groups.map(({ by, values }) => ({
      by,
      values: values.map(({ value, now: counts, before: earlier }) => ({
        ...{ value, counts },
        negativeShare: wilsonShare(counts.negative, judgedOf(counts)),
        positiveShare: wilsonShare(counts.positive, judgedOf(counts)),
        negativeChange:
          earlier && change([counts.negative, judgedOf(counts)], [earlier.negative, judgedOf(earlier)]),
      })),
    })),
  };
}

/** The writer's texts of a digest: for the whole, and for themes by id. */
interface WrittenParts {
  readonly whole: DigestWritten;
  readonly themes: ReadonlyMap<number, DigestWritten>;
}

/** Adds the writer's texts to a digest. */
export function withWritten(digest: Digest, { whole, themes }: WrittenParts): Digest {
  return {
    ...digest,
    summary: { ...digest.summary, written: inOrder(whole) },
    themes: digest.themes.map((theme) => {
      const found = themes.get(theme.id);
      const written = found && inOrder(found);
      return theme.summary && written ? { ...theme, summary: { ...theme.summary, written } } : theme;
    }),
  };
}

/** The writer's texts of a stored digest, with keys in the original order, which Postgres does not keep. */
export function writtenParts(digest: Digest): WrittenParts | null {
  if (!digest.summary.written) return null;
  const themes = digest.themes.flatMap(({ id, summary }) =>
    summary?.written ? [[id, inOrder(summary.written)] as const] : [],
  );
  return { whole: inOrder(digest.summary.written), themes: new Map(themes) };
}

const inOrder = ({ reason, dropped, sentences }: DigestWritten): DigestWritten => ({
  ...{ reason, dropped: sorted(dropped) },
  sentences: sentences.map(({ text, support, sources }) => ({
    ...{ text, support },
    sources: sources.map(({ feedbackId, start, end, text: quoted }) => ({
      ...{ feedbackId, start, end, text: quoted },
    })),
  })),
});

const sorted = (dropped: DigestWritten['dropped']): DigestWritten['dropped'] =>
  Object.fromEntries(Object.entries(dropped).sort(([one], [other]) => (one < other ? -1 : 1)));

/** Count of comments with a sentiment. */
const judgedOf = ({ negative, neutral, positive, mixed }: PeriodCounts): number =>
  negative + neutral + positive + mixed;

/** Every quote of a digest, and the sentences that bear out what a writer wrote. */
export function quotesOf(digest: Digest): readonly Quote[] {
  const { changed, complaints, praise, requests } = digest.subjects;
  const summaries = digest.themes.flatMap(({ summary }) => summary ?? []);
  const quotes = [...changed, ...complaints, ...praise, ...requests, digest.summary, ...summaries].flatMap(
    (it) => it.quotes,
  );
  const bearing = [digest.summary, ...summaries].flatMap(
    ({ written }) => written?.sentences.flatMap(({ sources }) => sources) ?? [],
  );
  return [...quotes, ...bearing];
}

type Part = readonly [count: number, of: number];

/** Null if either period has nothing to count. */
function change([now, of]: Part, [before, ofBefore]: Part): Estimate | null {
  if (of === 0 || ofBefore === 0) return null;
  const interval = newcombeInterval({ successes: now, rows: of }, { successes: before, rows: ofBefore });
  return isInsufficient(interval)
    ? null
    : { value: now / of - before / ofBefore, low: interval.low, high: interval.high };
}
