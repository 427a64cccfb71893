import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { SourceSegment } from '../src/analysis/source-segment.ts';
import { embedTexts } from './embedding.ts';

/** Eight reviews of a product or a business, and what three people made of them. */
export interface Product {
  readonly summaries: readonly string[];
  readonly reviews: readonly {
    readonly text: string;
    readonly embedding: Float32Array;
    readonly segments: readonly SourceSegment[];
  }[];
}

const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8];

/** Validation rows of FewSum (Bražinskas et al. 2020), judged by the embedded model. */
export async function fewsum(set: 'amazon' | 'yelp'): Promise<Product[]> {
  const file = join(import.meta.dirname, `data/fewsum/${set}.val.tsv`);
  const rows: Record<string, string>[] = parse(readFileSync(file), {
    ...{ columns: true, delimiter: '\t', quote: null },
  });
  const texts = rows.flatMap((row) => NUMBERS.map((number) => row[`rev${number}`]!));
  const embedded = await embedTexts(texts);
  return rows.map((row, place) => ({
    summaries: [row.summ1!, row.summ2!, row.summ3!],
    reviews: NUMBERS.map((_, i) => {
      const at = place * NUMBERS.length + i;
      const text = texts[at]!;
      const points = [...text];
      const segments = embedded[at]!.segments.map(({ start, end, embedding, sentiment }) => ({
        ...{ feedbackId: i, start, end, text: points.slice(start, end).join('') },
        ...{ embedding: embedding!, sentiment },
      }));
      return { text, embedding: embedded[at]!.embedding, segments };
    }),
  }));
}
