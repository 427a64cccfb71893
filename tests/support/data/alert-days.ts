import type { Database } from '../../../src/db/client.ts';
import { addModel } from './rollup-rows.ts';

/** The last day of the counts, UTC, and the moment of a check on the day after. */
export const LAST_DAY = '2026-03-08';
export const CHECKED_AT = new Date('2026-03-09T03:00:00Z');

export const day = (back: number): string =>
  new Date(Date.parse(LAST_DAY) - back * 86_400_000).toISOString().slice(0, 10);

export interface SourceDays {
  readonly source: string;
  /** Days up to {@link LAST_DAY}. */
  readonly days?: number;
  /** Analysed comments of a day, by days before the last. */
  readonly analysed: (back: number) => number;
  /** Of them, negative ones about the topic, and all about it. */
  readonly complaints?: (back: number) => number;
  readonly negative?: (back: number) => number;
  readonly toxic?: (back: number) => number;
}

/** A database whose roll-ups say what the test says; comments have no authors, so each is of one person. */
export async function addAlertDays(
  database: Database,
  {
    topics,
    sources,
  }: { topics: readonly { name: string; parent?: string }[]; sources: readonly SourceDays[] },
): Promise<{ model: number; topicIds: Map<string, string> }> {
  const model = await addModel(database, 'made');
  const topicIds = new Map<string, string>();
  for (const { name, parent } of topics) {
    const { rows } = await database.query<{ id: string }>(
      `insert into verbatim.topic (name, description, parent_id) values ($1, 'made', $2) returning id`,
      [name, parent === undefined ? null : topicIds.get(parent)],
    );
    topicIds.set(name, rows[0]!.id);
  }
  for (const source of sources) await addSourceDays(database, model, [...topicIds.values()], source);
  return { model, topicIds };
}

async function addSourceDays(
  database: Database,
  model: number,
  topicIds: readonly string[],
  { source, days = 84, analysed, complaints = () => 0, negative = () => 0, toxic = () => 0 }: SourceDays,
): Promise<void> {
  const backs = Array.from({ length: days }, (_, i) => i).filter((back) => analysed(back) > 0);
  await database.query(
    `insert into verbatim.rollup_day (day, dated, source, attribute, value, model_id, feedback, analysed, negative, toxic)
     select d, true, $1, '', '', $2, n, n, negative, toxic
       from unnest($3::date[], $4::bigint[], $5::bigint[], $6::bigint[]) as r (d, n, negative, toxic)`,
    [
      ...[source, model, backs.map(day), backs.map(analysed)],
      ...[backs.map((back) => Math.max(negative(back), complaints(back))), backs.map(toxic)],
    ],
  );
  for (const id of topicIds) {
    await database.query(
      `insert into verbatim.rollup_topic_day (day, dated, source, attribute, value, topic_id, model_id, feedback, segments, negative)
       select d, true, $1, '', '', $2, $3, n, n, n from unnest($4::date[], $5::bigint[]) as r (d, n) where n > 0`,
      [source, id, model, backs.map(day), backs.map(complaints)],
    );
  }
  await database.query(
    `insert into verbatim.import (source, file_name, encoding, delimiter, mapping, status, finished_at)
     values ($1, 'made', 'utf-8', ',', '{}', 'done', $2::date + 1)`,
    [source, LAST_DAY],
  );
}
