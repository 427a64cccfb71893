import { randomUUID } from 'node:crypto';
import {
  comparableName,
  findTopic,
  type PlacedTopic,
  type Topic,
  type TopicExample,
  type TopicKind,
  type TopicOrigin,
  USUAL_THRESHOLD,
} from '../../domain/topics/topic.ts';
import { distinct, placed } from '../../domain/topics/topic-edits.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';

/** A topic as a codebook file has it. */
export interface CodebookEntry {
  readonly name: string;
  readonly key: string | null;
  /** In other languages: ISO 639 code → name; null: as stored. */
  readonly names: Readonly<Record<string, string>> | null;
  readonly description: string;
  /** The entry above it in the file; the name or key of a topic; null: none. */
  readonly parent: CodebookEntry | string | null;
  readonly examples: readonly TopicExample[];
  /** Null: as stored, or a subject. */
  readonly kind: TopicKind | null;
  /** Null: the usual one, or as stored. */
  readonly threshold: number | null;
  /** Line of the file, from 1. */
  readonly line: number;
}

/**
 * All topics after an import: an entry takes the place of the topic with its key or name, which keeps its id, and is in
 * use again if it was retired. Topics that the file does not have stay. Check the result with `checkTopics`.
 * @param file for messages
 * @param idOf UUIDs of new topics; default: random
 * @throws VerbatimError TOPIC_PARENT_UNKNOWN
 */
export function withCodebook(
  stored: readonly Topic[],
  entries: readonly CodebookEntry[],
  {
    file,
    origin,
    idOf = () => randomUUID(),
  }: { file: string; origin: TopicOrigin; idOf?: (entry: CodebookEntry) => string },
): PlacedTopic[] {
  const placeOf = ({ name, line }: CodebookEntry) => `Topic "${name}" (line ${line} of ${file})`;
  const taken = new Set<string>();
  const made = entries.map((entry): { entry: CodebookEntry; old: Topic | undefined; id: string } => {
    const byKey = entry.key === null ? undefined : stored.find(({ key }) => key === entry.key);
    const old = byKey ?? stored.find(({ name }) => comparableName(name) === comparableName(entry.name));
    // A second entry for the same topic is refused by its name or key.
    const id = old && !taken.has(old.id) ? old.id : idOf(entry);
    taken.add(id);
    return { entry, old, id };
  });
  const ids = new Map(made.map(({ entry, id }) => [entry, id]));
  const parentOf = (entry: CodebookEntry): string | null => {
    const { parent } = entry;
    if (parent === null) return null;
    if (typeof parent !== 'string') return ids.get(parent)!;
    const wanted = comparableName(parent);
    const own = made.find((it) => it.entry.key === parent.trim() || comparableName(it.entry.name) === wanted);
    const id = own?.id ?? findTopic(stored, parent)?.id;
    if (id === undefined) {
      throw new VerbatimError('TOPIC_PARENT_UNKNOWN', {
        place: placeOf(entry),
        parent: parent.slice(0, 100),
      });
    }
    return id;
  };
  const imported = made.map(
    ({ entry, old, id }): PlacedTopic => ({
      ...{
        id,
        key: entry.key ?? old?.key ?? null,
        name: entry.name.trim(),
        names: entry.names ?? old?.names ?? {},
        description: entry.description.trim(),
      },
      ...{ parentId: parentOf(entry), kind: entry.kind ?? old?.kind ?? 'subject' },
      origin: old?.origin ?? origin,
      threshold: entry.threshold ?? old?.threshold ?? USUAL_THRESHOLD,
      ...{ examples: distinct(entry.examples), retired: false, mergedInto: null, place: placeOf(entry) },
    }),
  );
  const others = stored.filter(({ id }) => !taken.has(id)).map(placed);
  // Stored ones first: what clashes with them is reported at its line.
  return [...others, ...imported];
}
