import { POLARITIES, type PolarityProbabilities, type SpanScores } from '../../domain/analysis.ts';
import type { WindowScores } from '../engines/merge.ts';
import { sigmoid, softmax } from '../model/activations.ts';
import type { Manifest } from '../model/pooled-folder.ts';
import type { SessionOutput } from '../session/protocol.ts';
import type { Window } from './windows.ts';

/** Decodes one session run: for each window, the outputs of the heads for the window and for its segments. */
export function readSpans(
  manifest: Manifest,
  jobs: readonly { readonly window: Window; readonly ids: Int32Array; readonly perToken?: boolean }[],
  output: SessionOutput,
): WindowScores[] {
  const { names } = manifest.heads;
  let span = 0;
  let token = 0;
  return jobs.map(({ window, ids, perToken }) => {
    const whole = { ...readSpan(manifest, output, span), emotion: readEmotion(manifest, output, span) };
    span++;
    const size = names?.labels.length ?? 0;
    const logits = names && perToken ? output[names.output]! : null;
    const nameLogits = logits?.slice(token * size, (token + ids.length) * size);
    token += ids.length;
    const segments = window.segments.map((segment) => ({
      ...readSpan(manifest, output, span++),
      start: segment.start,
      end: segment.end,
      tokens: segment.to - segment.from,
    }));
    return { whole, segments, tokens: window.to - window.from, ...(nameLogits ? { nameLogits } : {}) };
  });
}

function readSpan({ heads }: Manifest, output: SessionOutput, span: number): Omit<SpanScores, 'emotion'> {
  const { sentiment, toxicity, embedding } = heads;
  const probabilities = softmax(output[sentiment.output]!, span * 3, 3, sentiment.temperature);
  const size = embedding?.dimensions ?? 0;
  return {
    sentiment: POLARITIES.map(
      (label) => probabilities[sentiment.labels.indexOf(label)]!,
    ) as unknown as PolarityProbabilities,
    toxicity: toxicity ? sigmoid(output[toxicity.output]![span]!) : null,
    embedding: embedding ? output[embedding.output]!.subarray(span * size, (span + 1) * size) : null,
  };
}

function readEmotion({ heads }: Manifest, output: SessionOutput, span: number): number[] {
  const { emotion } = heads;
  if (!emotion) return [];
  const logits = output[emotion.output]!;
  return emotion.labels.map((_, i) => sigmoid(logits[span * emotion.labels.length + i]!));
}
