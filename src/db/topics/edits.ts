import type { PlacedTopic, Topic } from '../../domain/topics/topic.ts';
import { checkTopics } from '../../domain/topics/topic-check.ts';
import { type Database, inTransaction } from '../client.ts';
import { lockMutex } from '../leases.ts';
import { forgetJudges, readTopics, writeTopics } from './rows.ts';

/** What an edit changed. */
export interface TopicChanges {
  readonly added: readonly Topic[];
  readonly changed: readonly Topic[];
  /** Count of topics of the edit that are as they were. */
  readonly unchanged: number;
}

/**
 * Changes topics: one edit at a time, checked as a whole, all or nothing.
 * @param edit all topics, retired ones too → all topics as they are to be; must not drop one
 * @param dryRun checks and writes nothing
 * @throws VerbatimError as `checkTopics` and `edit`
 */
export async function editTopics(
  database: Database,
  edit: (topics: readonly Topic[]) => readonly PlacedTopic[],
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<TopicChanges> {
  return inTransaction(database, async (connection) => {
    await lockMutex(connection, 'topic');
    const before = await readTopics(connection);
    const after = edit(before);
    checkTopics(after);
    const known = new Map(before.map((topic) => [topic.id, topic]));
    const topics = after.map(({ place: _, ...topic }): Topic => topic);
    const added = topics.filter(({ id }) => !known.has(id));
    const changed = topics.filter(
      (topic) => known.has(topic.id) && content(topic) !== content(known.get(topic.id)!),
    );
    if (!dryRun) {
      await writeTopics(connection, [...added, ...changed]);
      const revived = changed.filter(({ id, retired }) => !retired && known.get(id)!.retired);
      await forgetJudges(
        connection,
        revived.map(({ id }) => id),
      );
    }
    return { added, changed, unchanged: topics.length - added.length - changed.length };
  });
}

function content({
  id,
  key,
  name,
  names,
  description,
  parentId,
  kind,
  origin,
  threshold,
  retired,
  mergedInto,
  examples,
}: Topic) {
  const own = examples.map(({ text, language, counter }) => [text, language, counter]);
  return JSON.stringify([
    id,
    key,
    name,
    Object.entries(names).sort(),
    description,
    parentId,
    kind,
    origin,
    threshold,
    retired,
    mergedInto,
    own,
  ]);
}
