import type { Queryable } from '../client.ts';
import { shareOf, type ViewedShare } from './in-views.ts';

/** One step of time of one source. Days are UTC. */
export interface ViewedStep {
  readonly first: string;
  readonly source: string;
  /** Of the analysed comments, those about the topic; null without one, and where it is hidden. */
  readonly share: ViewedShare | null;
  readonly negative: ViewedShare | null;
  readonly positive: ViewedShare | null;
  readonly hidden: string | null;
}

export interface StepsAsked {
  readonly by: 'day' | 'week' | 'month';
  readonly source: string | null;
  readonly topic: string | null;
  readonly first: string | null;
  readonly last: string | null;
  readonly limit: number;
}

const SENTIMENT = { day: 'sentiment_daily', week: 'sentiment_weekly', month: 'sentiment_monthly' } as const;

/** Sentiment of all comments, or of those about a topic, which has no days; the latest steps, the earliest first. */
export async function readSteps(
  database: Queryable,
  { by, source, topic, first, last, limit }: StepsAsked,
): Promise<ViewedStep[]> {
  const unit = topic !== null && by === 'day' ? 'week' : by;
  const [view, n] = topic === null ? [SENTIMENT[unit], 'n'] : [`topic_${unit}ly`, 'feedback'];
  const { rows } = await database.query<ViewedStep>(
    `select to_char(${unit}, 'YYYY-MM-DD') as first, source,
            ${topic === null ? 'null' : shareOf('share', 'share', 'feedback', '"of"')} as share,
            ${shareOf('negative_share', 'negative', 'negative', n)} as negative,
            ${shareOf('positive_share', 'positive', 'positive', n)} as positive, hidden_reason as hidden
       from reporting.${view}
      where ($1::text is null or source = $1) and ($2::date is null or ${unit} >= date_trunc('${unit}', $2::date::timestamp))
        and ($3::date is null or ${unit} <= $3) and ($4::uuid is null or ${topic === null ? 'true' : 'topic_id = $4'})
      order by ${unit} desc, source limit $5`,
    [source, first, last, topic, limit],
  );
  return rows.reverse();
}

/** A topic whose share, or negative share, changed beyond noise. */
export interface ViewedChange {
  readonly topicId: string;
  readonly path: string;
  readonly measure: string;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly share: ViewedShare | null;
  readonly before: ViewedShare | null;
  readonly difference: { readonly value: number; readonly low: number; readonly high: number } | null;
}

/** The last 28 days of feedback against the 28 before, of all sources, as the last nightly run compared them. */
export async function readChanges(database: Queryable, topic: string | null): Promise<ViewedChange[]> {
  const { rows } = await database.query<ViewedChange>(
    `select topic_id as "topicId", path, measure, to_char(first_day, 'YYYY-MM-DD') as "firstDay",
            to_char(last_day, 'YYYY-MM-DD') as "lastDay", ${shareOf('share', 'share', 'n', '"of"')} as share,
            json_build_object('value', share_before, 'low', reporting.wilson_low(n_before, of_before),
              'high', reporting.wilson_high(n_before, of_before), 'count', n_before, 'n', of_before) as before,
            json_build_object('value', difference, 'low', difference_low, 'high', difference_high) as difference
       from reporting.topic_change where changed and share_before is not null and ($1::uuid is null or topic_id = $1)
      order by probability, path limit 50`,
    [topic],
  );
  return rows;
}

/** A theme with more comments in the last seven days than expected. */
export interface ViewedEmergence {
  readonly themeId: number;
  readonly theme: string;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly share: ViewedShare | null;
  readonly expected: number;
  /** Of so many comments or more, if nothing were new. */
  readonly probability: number;
}

/** As the last nightly run found them, of all sources. */
export async function readEmerging(database: Queryable): Promise<ViewedEmergence[]> {
  const { rows } = await database.query<ViewedEmergence>(
    `select theme_id as "themeId", theme, to_char(first_day, 'YYYY-MM-DD') as "firstDay",
            to_char(last_day, 'YYYY-MM-DD') as "lastDay", ${shareOf('share', 'share', 'said', '"of"')} as share, expected,
            probability
       from reporting.emerging_theme where emerging order by probability, theme limit 50`,
  );
  return rows;
}
