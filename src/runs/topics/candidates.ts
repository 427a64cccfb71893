import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findTopic, type PlacedTopic, type Topic } from '../../domain/topics/topic.ts';
import { checkTopics } from '../../domain/topics/topic-check.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { withCodebook } from '../../ingest/codebook/codebook.ts';
import { openCodebook } from '../../ingest/codebook/open-codebook.ts';
import { PACKAGE_ROOT } from '../../package-root.ts';

const CATALOGUE = join(PACKAGE_ROOT, 'catalogue');

/** Files of the catalogue; none in a copy without it. */
export const catalogueFiles = (): string[] =>
  (existsSync(CATALOGUE) ? readdirSync(CATALOGUE) : [])
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(CATALOGUE, name));

/**
 * Subjects of codebooks; one that two files have is taken from the first. Kinds of statement are left out.
 * @throws VerbatimError USAGE without a file; as `openCodebook` and `checkTopics`
 */
export async function candidatesOf(files: readonly string[]): Promise<PlacedTopic[]> {
  if (files.length === 0) {
    throw new VerbatimError('USAGE', { detail: 'Name a codebook: verbatim topic suggest FILE.' });
  }
  let all: PlacedTopic[] = [];
  for (const file of files) {
    const entries = (await openCodebook(file)).filter(({ name }) => !findTopic(all, name));
    all = withCodebook(all, entries, { file, origin: 'catalogue' });
  }
  checkTopics(all);
  return all.filter(({ kind }) => kind === 'subject');
}

/** Subjects of the catalogue; none in a copy without it. */
export async function catalogueTopics(): Promise<PlacedTopic[]> {
  const files = catalogueFiles();
  return files.length === 0 ? [] : candidatesOf(files);
}

/** Topics that no other is below. */
export function leavesOf<T extends Topic>(topics: readonly T[]): T[] {
  const above = new Set(topics.map(({ parentId }) => parentId));
  return topics.filter(({ id }) => !above.has(id));
}
