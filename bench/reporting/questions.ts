import type { Database } from '../../src/db/client.ts';

/** The column that a view is filtered by; views that are not named have no time. */
const TIMES = [
  'day',
  'week',
  'month',
  'occurred_at',
  'started_at',
  'activated_at',
  'created_at',
  'measured_at',
];

export interface ViewQuestion {
  readonly view: string;
  readonly time: string | null;
  /** Rows of single comments, which a BI tool shows a page of: the newest 2,000. */
  readonly single: boolean;
  /** Who asks. */
  readonly role: 'verbatim_reader' | 'verbatim_analyst';
  readonly sql: string;
}

/**
 * Every view of the schema `reporting`, for the 90 days from `first` where it has a time: by each role that may read
 * it, for the reader's numbers may be hidden and the analyst's never are.
 */
export async function viewQuestions(database: Database, first: string): Promise<ViewQuestion[]> {
  const { rows } = await database.query<{
    view: string;
    columns: string[];
    role: ViewQuestion['role'];
  }>(
    `select table_name as view, role, array_agg(column_name::text) as columns
       from information_schema.columns, unnest(array['verbatim_reader', 'verbatim_analyst']) as role
      where table_schema = 'reporting' and has_table_privilege(role, format('reporting.%I', table_name), 'select')
      group by 1, 2 order by 1, 2`,
  );
  return rows.map(({ view, columns, role }) => {
    const time = TIMES.find((name) => columns.includes(name)) ?? null;
    const single = columns.includes('feedback_id') && time !== null;
    const where = time === null ? '' : ` where ${time} >= '${first}'`;
    return {
      ...{ view, time, single, role },
      sql: `select * from reporting.${view}${where}${single ? ` order by ${time} desc limit 2000` : ''}`,
    };
  });
}

export interface Pair {
  readonly question: string;
  readonly rolled: string;
  readonly base: string;
}

const ANALYSED = `verbatim.feedback f join verbatim.analysis a on a.document_id = f.document_id and a.model_id = $1
   where f.occurred_at >= '$FIRST'`;
const DAY = `(f.occurred_at at time zone 'UTC')::date`;

/** The same questions of views over roll-ups and of the base tables; 90 days. $1: the model. */
export function pairs(first: string): Pair[] {
  const of = (question: string, rolled: string, base: string): Pair => ({
    question,
    rolled: rolled.replaceAll('$FIRST', first),
    base: base.replaceAll('$FIRST', first),
  });
  return [
    of(
      'sentiment by day',
      `select day, sum(n), sum(negative), sum(positive) from reporting.sentiment_daily where day >= '$FIRST' group by 1`,
      `select ${DAY}, count(*), count(*) filter (where a.sentiment = 'negative'),
              count(*) filter (where a.sentiment = 'positive') from ${ANALYSED} group by 1`,
    ),
    of(
      'sentiment by attribute',
      `select value, sum(n), sum(negative), sum(positive) from reporting.attribute_daily
        where day >= '$FIRST' and attribute = 'Region' group by 1`,
      `select f.attributes ->> 'Region', count(*), count(*) filter (where a.sentiment = 'negative'),
              count(*) filter (where a.sentiment = 'positive') from ${ANALYSED} group by 1`,
    ),
    of(
      'themes',
      `select theme, sum(said), sum(negative) from reporting.theme_daily where day >= '$FIRST' group by 1`,
      `select theme_id, count(*), count(*) filter (where negative) from (
         select f.id, t.shown_as as theme_id, bool_or(s.sentiment = 'negative') as negative
           from verbatim.feedback f
           join verbatim.theme_segment ts on ts.document_id = f.document_id and ts.model_id = $1
           join verbatim.segment s on (s.document_id, s.model_id, s.ordinal) = (ts.document_id, ts.model_id, ts.ordinal)
           join verbatim.theme t on t.id = ts.theme_id
          where f.occurred_at >= '$FIRST' group by 1, 2) said group by 1`,
    ),
    of(
      'emotions by month',
      `select emotion, sum(n) from reporting.emotion_monthly where month >= '$FIRST' group by 1`,
      `select emotion, count(*) from verbatim.feedback f
         join verbatim.analysis a on a.document_id = f.document_id and a.model_id = $1
        cross join lateral unnest(a.emotions) as emotion where f.occurred_at >= '$FIRST' group by 1`,
    ),
    of(
      'ratings by sentiment',
      `select sentiment, sum(feedback), sum(rating * feedback) / sum(feedback) from verbatim.rollup_rating_day
        where dated and sentiment <> '' and day >= '$FIRST' group by 1`,
      `select a.sentiment, count(f.rating), avg(f.rating) from ${ANALYSED} group by 1`,
    ),
  ];
}
