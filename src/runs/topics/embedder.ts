import { meanDirection } from '../../analysis/vectors.ts';
import { defaultLayout } from '../../app/config.ts';
import { storedFolder } from '../../app/model-choice.ts';
import { type App, openAppEngine, withOwnLifecycle } from '../../app/open.ts';
import type { StoredModel } from '../../db/results/models.ts';
import type { ModelScores } from '../../domain/analysis.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Engine } from '../../inference/engines/engine.ts';

const AT_ONCE = 1_000;

/**
 * Embeds texts of topics as sentences of feedback are embedded; a text of several sentences has their mean direction.
 * @returns null for a text that the model cannot read
 * @throws VerbatimError TOPICS_UNREADABLE for a model without sentence embeddings; as `storedFolder`
 */
export async function embedTopicTexts(
  app: App,
  stored: StoredModel,
  texts: readonly string[],
): Promise<(Float32Array | null)[]> {
  return withOwnLifecycle(app, async (own) => {
    const model = await storedFolder(stored);
    const { device } = app.config;
    const { tokenBudget } = defaultLayout(device);
    return embedTexts(await openAppEngine(own, model, { device, sessions: 1, tokenBudget }), texts);
  });
}

/** As {@link embedTopicTexts}, by an engine. */
export async function embedTexts(engine: Engine, texts: readonly string[]): Promise<(Float32Array | null)[]> {
  const found: (Float32Array | null)[] = texts.map(() => null);
  for (let from = 0; from < texts.length; from += AT_ONCE) {
    const batch = texts.slice(from, from + AT_ONCE).map((text, i) => ({ id: from + i, text }));
    const { scores } = await engine.analyse(batch);
    for (const one of scores) found[one.documentId] = vectorOf(one);
  }
  return found;
}

function vectorOf(scores: ModelScores): Float32Array | null {
  if (!('segments' in scores) || scores.embedding === null) {
    throw new VerbatimError('TOPICS_UNREADABLE', { detail: 'the model gives none' });
  }
  const sentences = scores.segments.flatMap(({ embedding }) => (embedding ? [embedding] : []));
  return sentences.length === 0 ? scores.embedding : meanDirection(sentences, scores.embedding.length);
}
