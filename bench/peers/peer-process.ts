import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
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
 * A peer in a process of its own, which says its version in a first line of JSON, then answers each line.
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

  const child = spawn(command[0]!, command.slice(1), { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints = (complaints + chunk).slice(-1_000);
  });
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`ended with ${code}: ${complaints}`)));
  });
  ended.catch(() => {});
  // Libraries may write to standard output, too: only lines of JSON are answers.
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async <T>(): Promise<T> => {
    for (;;) {
      const { value } = await Promise.race([answers.next(), ended]);
      if (typeof value !== 'string') return ended;
      if (value.startsWith('{')) return JSON.parse(value) as T;
    }
  };
  const ask = (request: Request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    return read<Answer>();
  };
  const { version } = await read<{ version: string }>();
  return {
    version,
    documents: chosen.length,
    pass: async () => (await ask({ texts: chosenFile, wanted: 'seconds' })).seconds,
    judgeCheckTexts: async () => (await ask({ texts: checkFile, wanted: 'probabilities' })).probabilities!,
    async close() {
      child.stdin.end();
      await ended.catch(() => {});
    },
  };
}
