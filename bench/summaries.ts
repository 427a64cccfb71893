import { summarise } from '../src/analysis/summaries/summary.ts';
import { fewsum, type Product } from './fewsum.ts';
import { writePage } from './page.ts';
import { rouge } from './rouge.ts';
import { BASELINES } from './summary-baselines.ts';
import { writtenSentencesTable } from './written-sentences.ts';

/**
 * `npm run bench:summaries`: ROUGE of extractive summaries of at most 60 words on the validation rows of FewSum, ours
 * and those of the usual baselines; then what the proof of written sentences keeps. Prints the tables and writes them to
 * docs/benchmarks.md.
 */
const MOST_WORDS = 60;
const TARGET = 1.03;
/** ROUGE-1, -2 and -L of the same baselines with embeddings of all-MiniLM-L6-v2, measured in Python. */
const WITH_MINILM: Readonly<Record<string, readonly (readonly number[])[]>> = {
  amazon: [
    [28.77, 5.31, 17.18],
    [28.9, 5.43, 18.49],
    [30.07, 5.39, 17.68],
    [29.91, 5.86, 18.2],
  ],
  yelp: [
    [25.14, 4.03, 14.74],
    [27.94, 4.05, 17.44],
    [28.37, 4.96, 16.75],
    [28.56, 5.09, 16.95],
  ],
};

const ours = ({ reviews }: Product): string => {
  const segments = reviews.flatMap((review) => review.segments);
  const { sentences } = summarise(segments, { mostWords: MOST_WORDS, languages: ['en'] });
  return sentences.map(({ text }) => text).join(' ');
};

/** F1 × 100 of ROUGE-1, ROUGE-2 and ROUGE-L, then their mean; means over products and the three summaries of each. */
function figures(products: readonly Product[], summaryOf: (product: Product) => string): number[] {
  const sums = [0, 0, 0];
  for (const product of products) {
    const candidate = summaryOf(product);
    for (const reference of product.summaries) {
      const { rouge1, rouge2, rougeL } = rouge(reference, candidate);
      for (const [i, { f1 }] of [rouge1, rouge2, rougeL].entries()) sums[i]! += f1;
    }
  }
  const scores = sums.map((sum) => (100 * sum) / products.length / 3);
  return [...scores, scores.reduce((sum, value) => sum + value, 0) / 3];
}

const tables: string[] = [];
for (const [set, title] of [
  ['amazon', 'Amazon'],
  ['yelp', 'Yelp'],
] as const) {
  const products = await fewsum(set);
  const baselines = Object.entries(BASELINES).map(
    ([name, summaryOf]) => [name, figures(products, (product) => summaryOf(product, MOST_WORDS))] as const,
  );
  const own = figures(products, ours);
  const listed = WITH_MINILM[set]!.map((values) => [...values, values.reduce((a, b) => a + b, 0) / 3]);
  const bestOf = (rows: readonly (readonly number[])[], i: number) =>
    Math.max(...rows.map((values) => values[i]!));
  const best = own.map((_, i) =>
    Math.max(
      bestOf(listed, i),
      bestOf(
        baselines.map(([, it]) => it),
        i,
      ),
    ),
  );
  const line = (name: string, values: readonly (number | string)[]) =>
    `| ${[name, ...values.map((it) => (typeof it === 'number' ? it.toFixed(2) : it))].join(' | ')} |`;
  const ratios = own.map((value, i) => value / best[i]!);
  const verdict = (ratio: number) => `${ratio.toFixed(3)}${ratio >= TARGET ? '' : ' (missed)'}`;
  tables.push(
    [
      `| ${title}, ${products.length} products | ROUGE-1 | ROUGE-2 | ROUGE-L | mean |`,
      '| --- | --- | --- | --- | --- |',
      ...baselines.map(([name, values]) => line(name, values)),
      line(
        'the best of these four with MiniLM embeddings',
        own.map((_, i) => bestOf(listed, i)),
      ),
      line('**Verbatim**', own),
      line(`ours ÷ the best of the column (target ≥ ${TARGET})`, ratios.map(verdict)),
    ].join('\n'),
  );
}
const page = tables.join('\n\n');
console.log(page);
writePage('summaries', page, 'npm run bench:summaries');
const written = await writtenSentencesTable();
console.log(written);
writePage('written-sentences', written, 'npm run bench:summaries');
