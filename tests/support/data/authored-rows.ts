import type { Database } from '../../../src/db/client.ts';
import { CUBES } from '../../../src/db/rollups/rollup-counts.ts';
import { setRollupAttributes, updateRollup } from '../../../src/db/rollups/rollups.ts';
import { addFeedback, addModel, addResults, addThemes } from './rollup-rows.ts';

/** The theme and the topic that one author alone writes about, and the value and the source that are of that author alone. */
export const LOUD = {
  theme: 99,
  topic: '00000000-0000-4000-8000-000000000009',
  value: 'Loud',
  source: 'loud',
};
export const TOPIC = '00000000-0000-4000-8000-000000000001';

/**
 * Sources `shop` and `app` of authors, a few of whom write most, and `kiosk` without authors, with values from few to
 * many comments. One author wrote 20 comments to `shop`, about a theme and a topic of their own, and 20 to `loud`.
 */
export async function addAuthored(database: Database, count = 900): Promise<number> {
  const model = await addModel(database, 'first');
  await addFeedback(database, { source: 'shop', first: '2026-01-05', days: 56, count, tag: 'a' });
  await addFeedback(database, { source: 'app', first: '2026-01-19', days: 40, count: count / 2, tag: 'b' });
  await addFeedback(database, { source: 'kiosk', first: '2026-01-05', days: 30, count: count / 3, tag: 'c' });
  await addFeedback(database, { source: 'shop', first: '2026-02-26', days: 1, count: 20, tag: 'loud' });
  await addFeedback(database, {
    source: LOUD.source,
    first: '2026-02-26',
    days: 1,
    count: 20,
    tag: 'louder',
  });
  // Of the authors, the first write hundreds of comments and the last one each; every fifth comment has none.
  await database.query(
    `update verbatim.feedback f
        set author = case when f.source = $1 or d.text like 'loud %' then 'a1.loud'
                          when f.source = 'kiosk' or f.id % 5 = 0 then null
                          else 'a1.' || floor(exp(ln(300) * (((f.id * 7919) % 1000) / 1000.0)))::int end,
            attributes = case when d.text like 'loud %' then jsonb_build_object('Department', $2::text)
                              else jsonb_build_object('Department', 'D' || floor(sqrt(f.id % 50))::int) end,
            occurred_at = case when d.text like 'loud%' then coalesce(f.occurred_at, '2026-02-26Z') else f.occurred_at end
       from verbatim.document d where d.id = f.document_id`,
    [LOUD.source, LOUD.value],
  );
  await addResults(database, model);
  await database.query('delete from verbatim.failure');
  await database.query(
    `insert into verbatim.theme (id, model_id, name, keywords, centroid, current, shown_as, first_seen, last_seen)
     values ($1, $2, 'the loud one', '{}', '', true, $1, now(), now())`,
    [LOUD.theme, model],
  );
  await database.query(
    `insert into verbatim.theme_segment (document_id, model_id, ordinal, theme_id, similarity)
     select s.document_id, s.model_id, s.ordinal, $1, 0.5 from verbatim.segment s join verbatim.document d on d.id = s.document_id
      where d.text like 'loud %'`,
    [LOUD.theme],
  );
  await addThemes(database, model);
  for (const [id, name, where] of [
    [TOPIC, 'delivery', `d.text not like 'loud %' and s.document_id % 2 = 0`],
    [LOUD.topic, 'loud topic', `d.text like 'loud %'`],
  ]) {
    await database.query(
      `insert into verbatim.topic (id, name, description, threshold) values ($1, $2, 'd', 0.5)`,
      [id, name],
    );
    await database.query(
      `insert into verbatim.topic_model (topic_id, model_id, definition, method, weights, bias, examples, counter_examples)
       values ($1, $2, 'd', 'description', '', 0, 0, 0)`,
      [id, model],
    );
    await database.query(
      `insert into verbatim.sentence_topic (topic_id, document_id, model_id, ordinal, probability)
       select $1, s.document_id, s.model_id, s.ordinal, 0.8
         from verbatim.segment s join verbatim.document d on d.id = s.document_id where s.ordinal < 2 and ${where}`,
      [id],
    );
  }
  await setRollupAttributes(database, ['Department']);
  for (const cube of CUBES) await updateRollup(database, cube, model);
  return model;
}
