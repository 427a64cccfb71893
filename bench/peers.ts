import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { normaliseText } from '../src/domain/document.ts';
import { prepareText } from '../src/inference/text/prepare.ts';
import { benchConfig } from './bench-config.ts';
import { writePage } from './page.ts';
import { layoutName } from './peers/bare-loops.ts';
import { compare, comparisonTable } from './peers/comparison.ts';
import { contenders } from './peers/contenders.ts';
import { generationTable } from './peers/generation.ts';
import { installGeneration, installPython, installTransformersJs } from './peers/installation.ts';
import type { Corpus } from './peers/peer.ts';
import { sweep } from './peers/sweep.ts';
import { benchmarkTexts } from './texts.ts';

/**
 * `npm run bench:peers`: installs the peers into a temporary folder, times them and us over the same texts, prints
 * the table and writes it to docs/benchmarks.md. `-- --quick`: a tenth of the texts, one round, nothing written.
 * `-- --folder DIR` installs into DIR and leaves it there, for the next time.
 */
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    folder: { type: 'string' },
  },
});
const T5_FIXTURE = join(import.meta.dirname, '../tests/fixtures/parity/seq2seq-t5');
const count = values.quick ? 2_000 : 20_000;
const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
const folder = values.folder ? resolve(values.folder) : mkdtempSync(join(tmpdir(), 'verbatim-peers-'));
const say = (line: string) => console.error(line);

const config = benchConfig();
if (config.device !== 'cpu') throw new Error('The peers are compared on the CPU: unset VERBATIM_DEVICE.');
const texts = [...new Set(benchmarkTexts().map(normaliseText))].slice(0, count);
const plainToAll = (text: string) => text.length <= 400 && prepareText(text).origin === null;
const corpus: Corpus = { texts, check: texts.filter(plainToAll).slice(0, 200) };

try {
  say(`installing the peers into ${folder}`);
  const python = await installPython(folder, config.model, corpus.check);
  const transformersJs = await installTransformersJs(folder);
  say('bare loops: looking for the best layout');
  const swept = await sweep(texts.slice(0, Math.max(2_000, count / 4)), config);
  const every = values.quick ? 4 : 8;
  const results = await compare(
    contenders({ corpus, config, folder, python, transformersJs, swept, every }),
    rounds,
    say,
  );
  const generation = await installGeneration(folder, T5_FIXTURE);
  const page = [
    comparisonTable(results),
    '',
    `${texts.length} different texts, ${rounds} ${rounds === 1 ? 'round' : 'rounds'} in turn, medians. "Answers": probabilities of ${corpus.check.length} texts against ours.`,
    `Sweep of the bare loops, sessions × threads at padded tokens a run, documents/s over ${Math.max(2_000, count / 4)} texts: ${swept
      .map(({ layout, documentsPerSecond }) => `${layoutName(layout)}: ${documentsPerSecond.toFixed(0)}`)
      .join(', ')}.`,
    '',
    generation.installed
      ? await generationTable(
          texts.slice(0, values.quick ? 24 : 96),
          generation.installed,
          folder,
          rounds,
          say,
        )
      : `Generation was not measured: ${generation.reason}`,
  ].join('\n');
  console.log(page);
  if (!values.quick) writePage('peers', page, 'npm run bench:peers');
} finally {
  if (!values.folder) rmSync(folder, { recursive: true, force: true });
}
