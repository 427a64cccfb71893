import { intervalCoverage } from './coverage.ts';
import { promotionFigures } from './promotions.ts';

const percent = (share: number) => (100 * share).toFixed(1);

/** Tables of what is simulated: how often intervals cover the truth, how often candidates are promoted. */
export function simulations(): string {
  const covered = intervalCoverage().map(
    ({ scenario, measure, samples, covered: share, width }) =>
      `| ${scenario} | ${measure} | ${samples} | ${percent(share)} | ${percent(width)} |`,
  );
  const promoted = promotionFigures().map(
    ({ name, labelled, runs, value, low, high }) =>
      `| ${name} | ${labelled} | ${runs} | ${percent(value)} (${percent(low)} to ${percent(high)}) |`,
  );
  return [
    '| sample | measure | samples | intervals that cover the truth, % | width, points |',
    '| --- | --- | ---: | ---: | ---: |',
    ...covered,
    '',
    'Goal: 94 to 96 %.',
    '',
    '| candidate | labels each time | histories | promoted, % |',
    '| --- | ---: | ---: | ---: |',
    ...promoted,
    '',
    'By labels alone, without the audit of swaps. Goal: an equal candidate in at most 5 %.',
  ].join('\n');
}
