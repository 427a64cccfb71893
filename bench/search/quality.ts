import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { readConfig } from '../../src/app/config.ts';
import { openApp } from '../../src/app/open.ts';
import type { Database } from '../../src/db/client.ts';
import type { Searcher } from '../../src/domain/search/searcher.ts';
import { questionEngines } from '../../src/runs/search/question-model.ts';
import { openSearcher } from '../../src/runs/search/search.ts';
import { verbatim } from '../command.ts';

const DATA = join(import.meta.dirname, '../data');
const read = (file: string) => gunzipSync(readFileSync(join(DATA, file))).toString('utf8');
const WAYS = ['words', 'meaning', 'both'] as const;
type Way = (typeof WAYS)[number];

/** Those that are right, of n. */
interface Share {
  readonly right: number;
  readonly n: number;
}

/** Imports and analyses rows by the command line, and searches them. */
async function withSearcher<Result>(
  environment: Record<string, string>,
  folder: string,
  rows: readonly Record<string, string>[],
  work: (searcher: Searcher, database: Database) => Promise<Result>,
): Promise<Result> {
  const file = join(folder, 'comments.csv');
  writeFileSync(file, stringify([...rows], { header: true }));
  await verbatim(['run', file, '--map', 'text=text'], environment);
  const app = await openApp(readConfig(environment));
  try {
    return await work(
      openSearcher({ database: app.database, openEngine: questionEngines(app) }),
      app.database,
    );
  } finally {
    await app.lifecycle.close(10_000);
  }
}

/**
 * Banking77: every tenth question is not stored, and of these every second is asked. How sentences are ranked was chosen by
 * the others. Of the ten best, those with the same intent.
 * @param every of the questions that are asked, each nth
 */
export async function bankingShares(
  environment: Record<string, string>,
  folder: string,
  every: number,
): Promise<{ readonly shares: Record<Way, Share>; readonly stored: number; readonly asked: number }> {
  const all = parse(read('banking77.csv.gz'), { columns: true }) as { text: string; category: string }[];
  const held = all.filter((_, i) => i % 10 === 0);
  const asked = held.filter((_, i) => i % 2 === 1).filter((_, i) => i % every === 0);
  const texts = new Set(held.map(({ text }) => text.trim()));
  const stored = all.filter(({ text }, i) => i % 10 !== 0 && !texts.has(text.trim()));
  return withSearcher(environment, folder, stored, async (searcher, database) => {
    const { rows } = await database.query<{ id: number; intent: string }>(
      `select id, attributes ->> 'category' as intent from verbatim.feedback`,
    );
    const intents = new Map(rows.map(({ id, intent }) => [id, intent]));
    const shares = {} as Record<Way, Share>;
    for (const by of WAYS) {
      let right = 0;
      let n = 0;
      for (const { text, category } of asked) {
        const { sentences } = await searcher.search(text, { by, limit: 10 });
        n += 10;
        right += sentences.filter(({ feedbackId }) => intents.get(feedbackId) === category).length;
      }
      shares[by] = { right, n };
    }
    return { shares, stored: stored.length, asked: asked.length };
  });
}

/** Least cosine of the two sides of a pair, as a model that was not trained on pairs sees them: below, few are translations. */
const NEAR = 0.6;
const SHORTEST = 25;

/**
 * Pairs of XED that were held out of training: English sides are stored, and asked for by the other side.
 * @param most questions of a language
 */
export async function pairShares(
  environment: Record<string, string>,
  folder: string,
  most: number,
): Promise<{ readonly shares: Record<string, Record<Way, Share>>; readonly stored: number }> {
  const pairs = read('search-pairs.tsv.gz')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t') as [language: string, near: string, english: string, other: string]);
  const english = [...new Set(pairs.map((pair) => pair[2].trim()))];
  const stored = english.map((text) => ({ text }));
  return withSearcher(environment, folder, stored, async (searcher, database) => {
    // By their lines: names in a stored text are masked. The header is the first line.
    const { rows } = await database.query<{ id: number; line: number }>(
      'select id, line from verbatim.feedback',
    );
    const idAt = new Map(rows.map(({ id, line }) => [line, id]));
    const idOf = new Map(english.map((text, at) => [text, idAt.get(at + 2)]));
    const shares: Record<string, Record<Way, Share>> = {};
    for (const language of ['de', 'fr', 'es']) {
      const asked = pairs
        .filter(([of, near, , other]) => of === language && Number(near) >= NEAR && other.length >= SHORTEST)
        .slice(0, most);
      shares[language] = {} as Record<Way, Share>;
      for (const by of WAYS) {
        let right = 0;
        for (const [, , wanted, other] of asked) {
          const { sentences } = await searcher.search(other, { by, limit: 10 });
          const id = idOf.get(wanted.trim())!;
          if (sentences.some(({ feedbackId, alike }) => feedbackId === id || alike.includes(id))) right++;
        }
        shares[language][by] = { right, n: asked.length };
      }
    }
    return { shares, stored: stored.length };
  });
}
