import type { SegmentScores } from '../src/domain/analysis.ts';
import { openEngine } from '../src/inference/engines/open-engine.ts';
import type { PooledScores } from '../src/inference/engines/pooled-engine.ts';
import { readServedModel } from '../src/inference/model/served-model.ts';
import { benchConfig } from './bench-config.ts';

/** Results of the embedded model for a text and its sentences. */
export interface EmbeddedText {
  /** Of unit length. */
  readonly embedding: Float32Array;
  readonly segments: readonly SegmentScores[];
}

/** In the order of the texts; none may be empty. */
export async function embedTexts(texts: readonly string[]): Promise<EmbeddedText[]> {
  const { model, device, sessions, threads, tokenBudget } = benchConfig();
  const served = await readServedModel(model, { fast: device === 'cpu' });
  const engine = await openEngine(served, { device, sessions, threads, tokenBudget });
  const found = new Map<number, EmbeddedText>();
  try {
    for (let from = 0; from < texts.length; from += 1_000) {
      const batch = texts.slice(from, from + 1_000).map((text, i) => ({ id: from + i, text }));
      const { scores } = await engine.analyse(batch);
      for (const one of scores as PooledScores[]) {
        found.set(one.documentId, { embedding: one.embedding!, segments: one.segments });
      }
    }
  } finally {
    await engine.close();
  }
  return texts.map((_, i) => found.get(i)!);
}
