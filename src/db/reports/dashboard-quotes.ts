import type { Queryable } from '../client.ts';
import { queryNamed } from '../named-parameters.ts';
import { SELECTED } from '../rollups/count-sources.ts';
import {
  type DashboardFilter,
  filterParameters,
  HAS_VALUE,
  isHandled,
  ROLLED_UP_MODEL,
} from './dashboard-filter.ts';

/** One comment with its file and line. */
export interface DashboardQuote {
  readonly id: number;
  readonly text: string;
  /** Whether the text is longer. */
  readonly cut: boolean;
  /** Sentences about the theme, else the topic, asked for, as offsets in code points of the whole text, end exclusive. */
  readonly sentences: readonly (readonly [start: number, end: number])[];
  readonly sentiment: string;
  readonly score: number;
  readonly rating: number | null;
  readonly source: string;
  /** When the customer wrote, ISO 8601; null: unknown. */
  readonly at: string | null;
  readonly file: string;
  readonly line: number;
  readonly importId: number;
  readonly externalId: string | null;
  /** Who has seen to it, when (ISO 8601), and what they noted; null: nobody has. */
  readonly handled: { readonly by: string; readonly at: string; readonly note: string | null } | null;
}

/** Longest text that is sent, in code points. */
const QUOTE_CHARACTERS = 2_000;

/** Last comment of a page of quotes; `at` is null for comments without a time, which come last. */
export interface QuoteCursor {
  readonly at: string | null;
  readonly id: number;
}

export interface QuoteOptions {
  /** Comments about it; with `sentiment` negative or positive, those with such a sentence about it. */
  readonly theme: number | null;
  /** As with a theme. With both: comments about both, and the sentences are those of the theme. */
  readonly topic: string | null;
  /** Of the comment, where there is neither. */
  readonly sentiment: string | null;
  readonly limit: number;
  readonly after: QuoteCursor | null;
}

/** Analysed comments, the newest first; those without a time at the end, where the period is open. */
export async function listQuotes(
  database: Queryable,
  filter: DashboardFilter,
  options: QuoteOptions,
): Promise<DashboardQuote[]> {
  const open = filter.first === null && filter.last === null;
  const beyond = options.after !== null && options.after.at === null;
  const dated = beyond ? [] : await ask(database, filter, options, true);
  if (!open || dated.length === options.limit) return dated;
  const rest = { ...options, limit: options.limit - dated.length, after: beyond ? options.after : null };
  return [...dated, ...(await ask(database, filter, rest, false))];
}

async function ask(
  database: Queryable,
  filter: DashboardFilter,
  { theme, topic, sentiment, limit, after }: QuoteOptions,
  dated: boolean,
): Promise<DashboardQuote[]> {
  const onTheme = `select ts.ordinal, s.start_offset, s.end_offset, s.sentiment
      from verbatim.theme_segment ts join verbatim.segment s using (document_id, model_id, ordinal)
      join verbatim.theme t on t.id = ts.theme_id and t.shown_as = :theme
     where ts.document_id = f.document_id and ts.model_id = a.model_id`;
  const onTopic = `select distinct s.ordinal, s.start_offset, s.end_offset, s.sentiment
      from verbatim.sentence_topic st join verbatim.segment s using (document_id, model_id, ordinal)
      join verbatim.topic t on t.id = st.topic_id and st.probability >= t.threshold
      join verbatim.topic_line l on l.topic_id = st.topic_id and l.above_id = :topic
     where st.document_id = f.document_id and st.model_id = a.model_id`;
  const about = theme === null ? onTopic : onTheme;
  // Each order is that of an index, so every page costs the same.
  const order = dated ? 'f.occurred_at desc, f.id desc' : 'f.id desc';
  const beyond = dated ? '(f.occurred_at, f.id) < (:after_at::timestamptz, :after_id)' : 'f.id < :after_id';
  return queryNamed<DashboardQuote>(
    database,
    `select f.id, left(d.text, ${QUOTE_CHARACTERS}) as text, d.characters > ${QUOTE_CHARACTERS} as cut,
            case when :theme::bigint is null and :topic::uuid is null then '[]'::jsonb else (
              select coalesce(jsonb_agg(jsonb_build_array(about.start_offset, about.end_offset) order by about.ordinal), '[]')
                from (${about}) about) end as sentences,
            a.sentiment, a.score, f.rating, f.source,
            to_char(f.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
            i.file_name as file, f.line, f.import_id as "importId", f.external_id as "externalId",
            case when h.feedback_id is not null then jsonb_build_object('by', h.handled_by, 'note', h.note,
              'at', to_char(h.handled_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) end as handled
       from verbatim.feedback f
       join verbatim.document d on d.id = f.document_id
       join verbatim.analysis a on a.document_id = f.document_id
        and a.model_id = ${ROLLED_UP_MODEL}
       join verbatim.import i on i.id = f.import_id
       left join verbatim.handled h on h.feedback_id = f.id
      where f.occurred_at is ${dated ? 'not null' : 'null'}
        and ${SELECTED} and ${HAS_VALUE} and ${isHandled(filter)}
        and (:sentiment::text is null or :theme::bigint is not null or :topic::uuid is not null or a.sentiment = :sentiment)
        and (:theme::bigint is null and :topic::uuid is null
             or exists (select from (${about}) about where :sentiment::text is null or about.sentiment = :sentiment))
        and (:theme::bigint is null or :topic::uuid is null or exists (${onTopic}))
        and (:after_id::bigint is null or ${beyond})
      order by ${order} limit :limit`,
    {
      ...{ ...filterParameters(filter), theme, topic, sentiment, limit },
      ...{ after_at: after?.at ?? null, after_id: after?.id ?? null },
    },
  );
}
