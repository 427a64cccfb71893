import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLineProcess } from './line-process.ts';
import type { Corpus, Peer } from './peer.ts';

/** One request: a JSON file of texts, and whether their probabilities come back with the time. */
export interface Request {
  readonly texts: string;
  readonly wanted: 'seconds' | 'probabilities';
}

export interface Answer {
  readonly seconds: number;
  readonly probabilities?: readonly (readonly number[])[];
}

/**
 * A peer in a process of its own.
 * @param every judges every n-th text only
 * @param scratch folder for the files of texts
 */
export async function openPeerProcess(
  command: readonly string[],
  { texts, check }: Corpus,
  every: number,
  scratch: string,
): Promise<Peer> {
  const chosen = texts.filter((_, i) => i % every === 0);
  mkdirSync(scratch, { recursive: true });
  const chosenFile = join(scratch, `every-${every}.json`);
  const checkFile = join(scratch, 'check.json');
  writeFileSync(chosenFile, JSON.stringify(chosen));
  writeFileSync(checkFile, JSON.stringify(check));

  const process = await openLineProcess(command);
  const ask = (request: Request) => process.ask<Answer>(request);
  return {
    version: process.version,
    documents: chosen.length,
    pass: async () => (await ask({ texts: chosenFile, wanted: 'seconds' })).seconds,
    judgeCheckTexts: async () => (await ask({ texts: checkFile, wanted: 'probabilities' })).probabilities!,
    close: () => process.close(),
  };
}
