import type { PlainScores } from '../../domain/analysis.ts';
import type { StoredDocument } from '../../domain/document.ts';
import { cleanText } from '../../domain/reading/clean-text.ts';
import { type MappedText, storedSpan } from '../../domain/reading/mapped-text.ts';
import type { Entity } from '../../domain/text/entity.ts';
import type { LabelScores, TextExtent } from '../../domain/text/text-scores.ts';
import type { EncoderBatch } from '../batching/encoder-batch.ts';
import type { EncoderFolder } from '../model/encoder-folder.ts';
import { codePointSpans } from '../text/code-points.ts';
import { withNames } from '../text/prepare.ts';
import { type Encoder, openEncoder } from './encoder.ts';
import { type BatchResult, type Engine, type EngineOptions, RUNTIME } from './engine.ts';

/** The scores of one text. */
type TextScores = Omit<PlainScores, 'documentId'>;

/**
 * Runs a plain encoder over the clean text of documents. Offsets point into the stored text.
 * @throws VerbatimError MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED, DEVICE_UNAVAILABLE
 */
export async function openPlainEngine(
  model: EncoderFolder,
  options: EngineOptions,
): Promise<Engine<EncoderFolder, PlainScores>> {
  const encoder = await openEncoder(model, options);
  return {
    model,
    device: options.device,
    runtime: RUNTIME,
    async analyse(documents) {
      const clean = documents.map(({ text }) => withNames(cleanText(text)));
      const batch = await readTexts(
        encoder,
        clean.map(({ text }) => text),
      );
      const results = batch.results.map(
        (it, i) => it && { ...it, entities: inStored(it.entities, clean[i]!, documents[i]!.text) },
      );
      return ofDocuments(documents, { ...batch, results });
    },
    prove: () => encoder.prove(),
    close: () => encoder.close(),
  };
}

/** Moves the offsets of entities from the clean to the stored text. */
function inStored(entities: readonly Entity[], clean: MappedText, stored: string): readonly Entity[] {
  if (!clean.origin || entities.length === 0) return entities;
  const inPoints = codePointSpans(stored);
  return entities.map((entity) => {
    const span = storedSpan(clean, { start: entity.startUtf16, end: entity.endUtf16 });
    return { ...entity, ...inPoints(span), startUtf16: span.start, endUtf16: span.end };
  });
}

async function readTexts(encoder: Encoder, texts: readonly string[]): Promise<EncoderBatch<TextScores>> {
  const { kind, labels, rule, zeroShot, aggregation } = encoder.model;
  switch (kind) {
    case 'embedding':
      return mapped(await encoder.embed(texts), ({ vector }) => ({
        labels: null,
        embedding: vector,
        entities: [],
      }));
    case 'token-classification':
      return mapped(await encoder.entities(texts, aggregation), ({ entities }) => {
        return { labels: null, embedding: null, entities };
      });
    case 'classification':
      return mapped(await encoder.classify(texts), (scores) => labelsOnly(labels, rule, scores));
    case 'nli': {
      const { labels: candidates, template, multiLabel } = zeroShot!;
      const batch = await encoder.zeroShot(texts, candidates, { template, multiLabel });
      return mapped(batch, (scores) => labelsOnly(candidates, multiLabel ? 'multi' : 'single', scores));
    }
  }
}

function labelsOnly(names: readonly string[], rule: EncoderFolder['rule'], scores: LabelScores) {
  const values = rule === 'regression' ? [scores.score!] : names.map((name) => scores.probabilities[name]!);
  return { labels: { names, values, rule }, embedding: null, entities: [] };
}

function mapped<Result extends TextExtent>(
  batch: EncoderBatch<Result>,
  scoresOf: (result: Result) => Omit<TextScores, keyof TextExtent>,
): EncoderBatch<TextScores> {
  const results = batch.results.map((result) => {
    if (result === null) return null;
    const { tokens, windows, truncated } = result;
    return { ...scoresOf(result), tokens, windows, truncated };
  });
  return { ...batch, results };
}

function ofDocuments(
  documents: readonly StoredDocument[],
  { results, failures, tokens, paddedTokens }: EncoderBatch<TextScores>,
): BatchResult<PlainScores> {
  return {
    scores: documents.flatMap(({ id }, i) => {
      const found = results[i];
      return found ? [{ documentId: id, ...found }] : [];
    }),
    failures: failures.map(({ index, code, message }) => ({
      documentId: documents[index]!.id,
      code,
      message,
    })),
    tokens,
    paddedTokens,
  };
}
