import type { Quote } from '../../analysis/source-segment.ts';
import type { Database } from '../../db/client.ts';
import {
  countChosen,
  type SubjectSelection,
  subjectCounts,
  subjectKind,
} from '../../db/reports/subject-counts.ts';
import { feedbackModel } from '../../db/results/models.ts';
import { type Estimate, wilsonShare } from '../../statistics/intervals/intervals.ts';
import { quotesFor } from './subject-lists.ts';

export interface TopicsSummary {
  /** Analysed comments of the selection. */
  readonly comments: number;
  readonly topics: readonly {
    readonly id: string;
    readonly name: string;
    readonly comments: number;
    readonly share: Estimate | null;
    readonly negative: number;
    readonly positive: number;
    /** Verbatim sentences about it; null without a readable one. */
    readonly complaint: Quote | null;
    readonly praise: Quote | null;
  }[];
}

const MOST_TOPICS = 12;

/**
 * A selection of feedback by topic: counts, a complaint and praise. Null where no topic is in use.
 * @param only id of a topic: this one and those below it
 */
export async function summariseTopics(
  database: Database,
  selection: SubjectSelection,
  only: string | null,
): Promise<TopicsSummary | null> {
  const model = await feedbackModel(database, null);
  if (!model || (await subjectKind(database)) !== 'topic') return null;
  const comments = await countChosen(database, model.id, selection);
  const counted = await subjectCounts(database, model.id, 'topic', selection);
  const shown = counted
    .filter(({ id, above }) => only === null || id === only || above.includes(only))
    .slice(0, MOST_TOPICS);
  const quotes = await quotesFor(
    database,
    model.id,
    'topic',
    selection,
    shown.flatMap(({ id }) => (['negative', 'positive'] as const).map((side) => ({ id, side }))),
  );
  return {
    comments,
    topics: shown.map(({ id, name, comments: n, negative, positive }) => ({
      ...{ id, name, comments: n, share: wilsonShare(n, comments), negative, positive },
      complaint: quotes(id, 'negative', 1)[0] ?? null,
      praise: quotes(id, 'positive', 1)[0] ?? null,
    })),
  };
}
