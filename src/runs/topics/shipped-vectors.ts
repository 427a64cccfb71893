import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeHalfFloats } from '../../domain/half-float.ts';
import { PACKAGE_ROOT } from '../../package-root.ts';

/** Embeddings of the texts of the shipped kinds of statement by the shipped model; `models/check.ts` writes it. */
export const SHIPPED_VECTORS = join(PACKAGE_ROOT, 'catalogue/statement-vectors.json');

export interface ShippedVectors {
  /** Hash of the model. */
  readonly model: string;
  readonly dimensions: number;
  /** SHA-256 of each text. */
  readonly texts: readonly string[];
  /** Half floats in the order of the texts, base64. */
  readonly embeddings: string;
}

/** SHA-256 of text → embedding; none for a model that is not the shipped one. */
export async function shippedVectors(modelHash: string): Promise<Map<string, Float32Array>> {
  if (!existsSync(SHIPPED_VECTORS)) return new Map();
  const { model, dimensions, texts, embeddings }: ShippedVectors = JSON.parse(
    await readFile(SHIPPED_VECTORS, 'utf8'),
  );
  if (model !== modelHash) return new Map();
  const values = decodeHalfFloats(Buffer.from(embeddings, 'base64'));
  return new Map(texts.map((hash, i) => [hash, values.subarray(i * dimensions, (i + 1) * dimensions)]));
}
