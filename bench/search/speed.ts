import type { Database } from '../../src/db/client.ts';
import type { SentenceIndex } from '../../src/domain/search/sentence-index.ts';
import { CompactIndex } from '../../src/runs/search/compact-index.ts';
import { VectorIndex } from '../../src/runs/search/vector-index.ts';
import { makeVectorIndex } from '../../src/runs/search/vector-index-upkeep.ts';
import type { Corpus } from './corpus.ts';
import { SOURCES } from './fill.ts';
import { Served } from './served.ts';

interface Times {
  readonly p50: number;
  readonly p95: number;
}

const timesOf = (milliseconds: readonly number[]): Times => {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return { p50: at(0.5), p95: at(0.95) };
};

/** One index: alone, and in searches over HTTP. */
export interface Speed {
  readonly recall: number;
  /** The ten nearest from the index. */
  readonly nearest: Times;
  readonly searches: readonly (Times & { readonly what: string })[];
  readonly memory: { readonly now: number; readonly peak: number };
  /** Seconds until the server searched by it. */
  readonly ready: number;
}

const KINDS: readonly { readonly what: string; readonly given: (i: number) => Record<string, string> }[] = [
  { what: 'by meaning', given: () => ({ by: 'meaning' }) },
  { what: 'by both', given: () => ({}) },
  { what: 'by both, one of five sources', given: (i) => ({ source: SOURCES[i % SOURCES.length]! }) },
  {
    what: 'by both, one month of 24',
    given: (i) => ({ period: `2024-${String(1 + (i % 12)).padStart(2, '0')}` }),
  },
  { what: 'by both, negative sentences', given: () => ({ sentiment: 'negative' }) },
];

interface Place {
  readonly database: Database;
  readonly modelId: number;
  readonly corpus: Corpus;
  readonly exact: readonly (readonly number[])[];
  readonly environment: Record<string, string>;
  readonly say: (line: string) => void;
}

async function measured(place: Place, index: SentenceIndex): Promise<Speed> {
  const { database: _, modelId, corpus, exact, environment, say } = place;
  const milliseconds: number[] = [];
  let found = 0;
  for (const [i, { vector }] of corpus.questions.entries()) {
    const begun = performance.now();
    const near = await index.nearest(vector, { modelId, most: 10 });
    milliseconds.push(performance.now() - begun);
    if (!('sentences' in near)) throw new Error(near.notes.join(' '));
    found += near.sentences.filter(({ documentId }) => exact[i]?.includes(documentId)).length;
  }
  say('the index alone is measured');
  const served = await Served.open(environment);
  try {
    const ready = await served.ready();
    say(`the server searches by it after ${ready.toFixed(1)} s`);
    const searches: (Times & { what: string })[] = [];
    for (const { what, given } of KINDS) {
      const took: number[] = [];
      for (const [i, { text }] of corpus.questions.entries()) {
        const { milliseconds: ms, notes } = await served.ask(text, given(i));
        if (notes.some((note) => /tables/.test(note))) throw new Error(notes.join(' '));
        took.push(ms);
      }
      searches.push({ what, ...timesOf(took) });
      say(`${what}: p95 ${timesOf(took).p95.toFixed(0)} ms`);
    }
    const recall = found / (10 * exact.length);
    say(`recall ${recall.toFixed(3)}, memory ${served.memory().now.toFixed(0)} MB`);
    return { recall, nearest: timesOf(milliseconds), searches, memory: served.memory(), ready };
  } finally {
    await served.close();
  }
}

/** The copy that the server holds. */
export async function compactSpeed(place: Place): Promise<Speed> {
  const { database, modelId, corpus } = place;
  const index = new CompactIndex(database, 1_024);
  try {
    const model = { modelId, dimensions: corpus.questions[0]!.vector.length };
    while (!(await index.prepare(model, 600_000)));
    return await measured(place, index);
  } finally {
    await index.close();
  }
}

/** The index of pgvector, with the seconds that it took to make. */
export async function vectorSpeed(place: Place): Promise<Speed & { readonly made: number }> {
  const begun = performance.now();
  await makeVectorIndex(place.database, new AbortController().signal, {});
  const made = (performance.now() - begun) / 1000;
  place.say(`the index of pgvector is made after ${made.toFixed(0)} s`);
  return { ...(await measured(place, new VectorIndex(place.database))), made };
}
