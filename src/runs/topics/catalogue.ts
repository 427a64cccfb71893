import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../../app/open.ts';
import { readTopics } from '../../db/topics/rows.ts';
import { findTopic, type PlacedTopic } from '../../domain/topics/topic.ts';
import { checkTopics } from '../../domain/topics/topic-check.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { withCodebook } from '../../ingest/codebook/codebook.ts';
import { openCodebook } from '../../ingest/codebook/open-codebook.ts';
import { PACKAGE_ROOT } from '../../package-root.ts';
import { suggestTopics } from './suggest.ts';

const CATALOGUE = join(PACKAGE_ROOT, 'catalogue');

/**
 * Counts of the topics of codebooks, which are not stored, and whether each is defined already.
 * @param given files; none: the catalogue
 * @throws VerbatimError USAGE without a catalogue; TOPICS_UNREADABLE, as `openCodebook` and `checkTopics`
 */
export async function suggestFromFiles(app: App, given: readonly string[], signal: AbortSignal) {
  const candidates = await candidatesOf(given.length > 0 ? given : catalogueFiles());
  const { topics, ...found } = await suggestTopics(app, candidates, signal);
  const stored = await readTopics(app.database);
  const isDefined = ({ key, name }: { key: string | null; name: string }) => {
    const same = (key === null ? undefined : findTopic(stored, key)) ?? findTopic(stored, name);
    return same !== undefined && !same.retired;
  };
  const suggested = topics.map((one) => ({ ...one, defined: isDefined(one.topic) }));
  return { ...found, candidates: candidates.length, topics: suggested };
}

function catalogueFiles(): string[] {
  const found = existsSync(CATALOGUE) ? readdirSync(CATALOGUE).filter((name) => /\.ya?ml$/.test(name)) : [];
  if (found.length > 0) return found.sort().map((name) => join(CATALOGUE, name));
  throw new VerbatimError('USAGE', { detail: 'Name a codebook: verbatim topic suggest FILE.' });
}

/** Topics of all files; one that two files have is taken from the first. */
async function candidatesOf(files: readonly string[]): Promise<PlacedTopic[]> {
  let all: PlacedTopic[] = [];
  for (const file of files) {
    const entries = (await openCodebook(file)).filter(({ name }) => !findTopic(all, name));
    all = withCodebook(all, entries, { file, origin: 'catalogue' });
  }
  checkTopics(all);
  return all;
}
