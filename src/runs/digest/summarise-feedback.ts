import { coverageOf, statementsOf } from '../../analysis/summaries/coverage.ts';
import { type Summary, summarise } from '../../analysis/summaries/summary.ts';
import {
  type SummaryWriter,
  summariseWritten,
  type WrittenSummary,
} from '../../analysis/summaries/written-summary.ts';
import type { Database } from '../../db/client.ts';
import { type FeedbackSelection, selectedFeedback } from '../../db/reports/summary-segments.ts';
import { feedbackModel } from '../../db/results/models.ts';
import type { Estimate } from '../../statistics/intervals/intervals.ts';

export interface SummariseOptions {
  /** Model whose results are read. Default: the active model. */
  readonly modelId?: number;
  /** Default 60. */
  readonly mostWords?: number;
  /** Most comments to read; of more, an even sample. Default 5,000 (about 40 MB). */
  readonly mostComments?: number;
  /** Writes an abstractive summary; without it the summary is extractive. */
  readonly writer?: SummaryWriter | null;
}

/** The summary of a selection of feedback. */
export interface FeedbackSummary {
  /** Hash of the model; null when there is none. */
  readonly model: string | null;
  /** Analysed comments of the selection, and how many of them were read. */
  readonly comments: number;
  readonly read: number;
  readonly extract: Summary;
  /** Null without a writer. */
  readonly abstract: Omit<WrittenSummary, 'extract'> | null;
  /** Shares of the read comments that the extract represents, and that contradict it, 0..1. */
  readonly coverage: Estimate | null;
  readonly dissent: Estimate | null;
}

/** Summarises any selection of feedback: a text, a theme, a source, a period, ids that a query gave. */
export async function summariseFeedback(
  database: Database,
  selection: FeedbackSelection,
  options: SummariseOptions = {},
): Promise<FeedbackSummary> {
  const { mostWords = 60, mostComments = 5_000, writer } = options;
  const model = await feedbackModel(database, options.modelId ?? null);
  const selected = model
    ? await selectedFeedback(database, model.id, selection, mostComments)
    : { comments: 0, segments: [], languages: [] };
  const { segments, comments } = selected;
  const languages = selected.languages.length > 0 ? selected.languages : ['en'];
  const rule = { mostWords, languages };
  const quotable = segments.filter(({ toxic }) => !toxic);
  const { extract, ...abstract } = writer
    ? await summariseWritten(quotable, rule, writer)
    : { extract: summarise(quotable, rule) };
  const stands = coverageOf(statementsOf(extract.sentences, segments, languages), segments);
  return {
    ...{ model: model?.hash ?? null, comments, read: stands.comments, extract },
    abstract: 'written' in abstract ? abstract : null,
    ...{ coverage: stands.coverage, dissent: stands.dissent },
  };
}
