import { join } from 'node:path';
import { expect } from 'vitest';
import { ROOT, verbatim } from '../cli.ts';

/** Imports the examples, with the topics of a shop, and makes a nightly run over all of them. */
export async function analyseExamples(environment: Record<string, string>): Promise<void> {
  for (const file of ['womens-clothing-reviews.csv', 'dated-reviews.csv']) {
    expect((await verbatim(['import', join(ROOT, 'examples', file)], environment)).code).toBe(0);
  }
  const topics = join(ROOT, 'examples/topics-shop.yaml');
  expect((await verbatim(['topic', 'import', topics], environment)).code).toBe(0);
  const night = ['nightly', '--by', 'Department Name', '--period', 'all'];
  expect((await verbatim(night, environment)).code).toBe(0);
}
