import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { noAnswerTest } from '../src/analysis/no-answer.ts';
import { cutRanges } from '../src/db/results/documents.ts';
import { stopEmbeddedServer } from '../src/db/server/embedded-server.ts';
import { codePointLength, normaliseText } from '../src/domain/document.ts';

import { readModelFolder, spanOutputs } from '../src/inference/model/pooled-folder.ts';
import { openSessionPool } from '../src/inference/session/pool.ts';
import { readDocuments } from '../src/inference/text/document-text.ts';
import { loadTokenizer } from '../src/inference/text/tokenizer.ts';
import { sessionInput, windowJobs } from '../src/inference/text/window-jobs.ts';
import { benchConfig } from './bench-config.ts';
import { median, verbatim } from './command.ts';
import { microBatches } from './micro-batches.ts';
import { benchmarkTexts, csvRows } from './texts.ts';

/** Rows of the table in docs/benchmarks.md: figure, value, target. */
export type Figure = readonly [figure: string, value: string, target: string];

/**
 * `verbatim run` on a CSV file, from the first row read to the last analysis committed and the report made,
 * against a bare loop: the same sessions over the same micro-batches, tokenised beforehand, results thrown away.
 */
export async function endToEnd(rows: number, rounds: number): Promise<Figure[]> {
  const config = benchConfig();
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-bench-'));
  const file = join(folder, 'comments.csv');
  const texts = benchmarkTexts();
  await pipeline(Readable.from(csvRows(texts, rows)), createWriteStream(file));
  const isNoAnswer = noAnswerTest();
  const documents = [...new Set(texts.slice(0, rows).map(normaliseText))].filter((text) => !isNoAnswer(text));

  const model = await readModelFolder(config.model, { fast: true });
  const tokenizer = await loadTokenizer(model.folder, model.tokenizer, model.padToken);
  const { pool: poolInput } = model.manifest;
  const outputs = spanOutputs(model.manifest);
  const sessionPool = await openSessionPool(
    model,
    {
      ...{ graph: model.graph, device: config.device, threads: 1, padId: tokenizer.padId },
      ...{ poolInput: poolInput.input, outputs },
    },
    { size: config.sessions },
  );
  const inputs = [];
  const sizes = documents.map((text, id) => ({ id, characters: codePointLength(text) }));
  for (const { from, to } of cutRanges(sizes, config.batchCharacters)) {
    const batch = documents.slice(from, to + 1).map((text, id) => ({ id, text }));
    const jobs = windowJobs(model, tokenizer, await readDocuments(tokenizer, batch));
    for (const packed of microBatches(jobs, config.tokenBudget)) {
      inputs.push(sessionInput(packed, tokenizer.prefix.length));
    }
  }
  await Promise.all(inputs.slice(0, 50).map((input) => sessionPool.run(input)));

  const bare: number[] = [];
  const ours: number[] = [];
  const ratios: number[] = [];
  let padding = 0;
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await Promise.all(inputs.map((input) => sessionPool.run(input)));
    bare.push(documents.length / ((performance.now() - started) / 1000));

    const home = join(folder, `home-${round}`);
    const { json } = await verbatim(['run', file], { VERBATIM_HOME: home, DATABASE_URL: '', REDIS_URL: '' });
    await stopEmbeddedServer(home);
    if (json.analysed !== documents.length)
      throw new Error(`${json.analysed} of ${documents.length} analysed`);
    ours.push(documents.length / (json.seconds as number));
    ratios.push(ours.at(-1)! / bare.at(-1)!);
    padding = 1 - (json.tokens as number) / (json.paddedTokens as number);
  }
  await sessionPool.close();
  rmSync(folder, { recursive: true, force: true });
  const perSecond = (values: number[]) => `${median(values).toFixed(0)} documents/s`;
  return [
    [`\`verbatim run\`, ${rows} rows, CSV to report, embedded Postgres`, perSecond(ours), ''],
    ['bare loop over the same micro-batches, tokenised beforehand', perSecond(bare), ''],
    ['ratio (median of pairs)', median(ratios).toFixed(3), '≥ 0.85'],
    ['padding share', `${(100 * padding).toFixed(1)} %`, '≤ 8 %'],
  ];
}
