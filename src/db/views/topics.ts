import type { NamedTopic } from '../../domain/topics/topic.ts';
import { known } from '../../domain/topics/topic-edits.ts';
import type { Queryable } from '../client.ts';
import { shareOf, type ViewedShare } from './in-views.ts';

export interface ViewedTopic {
  readonly id: string;
  readonly name: string;
  /** Names from the top of the tree down to it, with › between. */
  readonly path: string;
  readonly parentId: string | null;
  readonly kind: string;
  /** Of the analysed comments. Null: hidden. */
  readonly share: ViewedShare | null;
  /** Of the comments about it. */
  readonly negative: ViewedShare | null;
  readonly positive: ViewedShare | null;
  /** Why numbers are null. */
  readonly hidden: string | null;
}

/** Topics in use, those with most comments first. */
export async function readTopicFigures(
  database: Queryable,
  { kind, limit }: { readonly kind: string | null; readonly limit: number },
): Promise<ViewedTopic[]> {
  const { rows } = await database.query<ViewedTopic>(
    `select topic_id as id, name, path, parent_id as "parentId", kind,
            ${shareOf('share', 'share', 'feedback', '"of"')} as share,
            ${shareOf('negative_share', 'negative', 'negative', 'feedback')} as negative,
            ${shareOf('positive_share', 'positive', 'positive', 'feedback')} as positive,
            hidden_reason as hidden
       from reporting.topic where $1::text is null or kind = $1
      order by feedback desc nulls last, path limit $2`,
    [kind, limit],
  );
  return rows;
}

/** The topic in use of that name, key or id. @throws VerbatimError TOPIC_UNKNOWN */
export async function findViewedTopic(
  database: Queryable,
  wanted: string,
): Promise<{ id: string; name: string }> {
  const { rows } = await database.query<NamedTopic>(
    'select topic_id as id, key, name, false as retired from reporting.topic order by path',
  );
  const { id, name } = known(rows, wanted);
  return { id, name };
}
