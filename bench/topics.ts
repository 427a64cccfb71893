import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { probability } from '../src/analysis/topics/direction.ts';
import { USUAL_THRESHOLD } from '../src/domain/topics/topic.ts';
import { generatorOf, shuffle } from '../src/statistics/distributions/random.ts';
import { benchConfig } from './bench-config.ts';
import { writePage } from './page.ts';
import { type HeadTask, scikitHeads } from './scikit-learn/heads.ts';
import { banking77, drawn, nlupp } from './topic-data.ts';
import { topicScale } from './topic-scale.ts';

/**
 * `npm run bench:topics`: topics of NLU++ and Banking77 from descriptions and from examples, beside the head of SetFit
 * (scikit-learn's logistic regression) on the same rows and embeddings; prints the table and writes it to
 * docs/benchmarks.md. `-- --folder DIR` installs scikit-learn into DIR and leaves it there; `--dry` writes no page;
 * `--sentences N` (1,000,000; 0: none) judges so many through Postgres.
 */
const { values: flags } = parseArgs({
  options: {
    folder: { type: 'string' },
    dry: { type: 'boolean' },
    sentences: { type: 'string', default: '1000000' },
  },
});
const folder = flags.folder ? resolve(flags.folder) : mkdtempSync(join(tmpdir(), 'verbatim-topics-'));
const DRAWS = 2;

interface Counted {
  hits: number;
  found: number;
  real: number;
}

const f1 = ({ hits, found, real }: Counted) => (2 * hits) / Math.max(1, found + real);

/** Micro F1 at a probability, the best over all, and the calibration error of all and of those from 0.3 on. */
class Score {
  readonly #p: number[] = [];
  readonly #real: boolean[] = [];

  add(p: number, real: boolean): void {
    this.#p.push(p);
    this.#real.push(real);
  }

  f1(level: number): number {
    const counted = { hits: 0, found: 0, real: 0 };
    for (const [i, p] of this.#p.entries()) {
      counted.real += Number(this.#real[i]);
      counted.found += Number(p >= level);
      counted.hits += Number(p >= level && this.#real[i]);
    }
    return f1(counted);
  }

  best(): number {
    return Math.max(...Array.from({ length: 95 }, (_, i) => this.f1((i + 1) / 100)));
  }

  /** Expected calibration error over ten bins of equal width. */
  error(least: number): number {
    const bins = Array.from({ length: 10 }, () => ({ n: 0, p: 0, real: 0 }));
    let n = 0;
    for (const [i, p] of this.#p.entries()) {
      if (p < least) continue;
      const bin = bins[Math.min(9, Math.floor(p * 10))]!;
      bin.n++;
      bin.p += p;
      bin.real += Number(this.#real[i]);
      n++;
    }
    return bins.reduce((sum, bin) => sum + Math.abs(bin.p - bin.real), 0) / Math.max(1, n);
  }
}

const lines: string[] = [];
const tasks: (HeadTask & { readonly line: number; readonly name: string })[] = [];
const figure = (value: number, goal?: number) =>
  `${value.toFixed(3)}${goal !== undefined && value < goal ? ' (missed)' : ''}`;

for (const domain of ['hotels', 'banking'] as const) {
  const rows = await nlupp(domain);
  const topics = rows.labels[0]!.map((_, topic) => topic);
  const all = rows.folds.map((_, row) => row);
  const testing = all.filter((row) => rows.folds[row]! >= 10);
  for (const each of [0, 8, 32]) {
    const score = new Score();
    for (let draw = 0; draw < (each === 0 ? 1 : DRAWS); draw++) {
      const training = all.filter((row) => rows.folds[row]! < 10);
      const examples = each === 0 ? [] : drawn(rows, training, each, draw + 1);
      const judges = topics.map((topic) => rows.judge(topic, examples));
      for (const row of testing) {
        for (const topic of topics)
          score.add(probability(rows.logit(judges[topic]!, row)), rows.labels[row]![topic]!);
      }
      if (each === 0) continue;
      const task = { vectors: rows.whole, labels: rows.labels, training: examples, testing };
      tasks.push({ ...task, line: lines.length, name: `${domain} ${each}` });
    }
    const goal = { 0: 0.5, 8: 0.65, 32: 0.75 }[each];
    const shown = [score.f1(USUAL_THRESHOLD), score.f1(0.3), score.best()].map((value, i) =>
      figure(value, i === 2 ? undefined : goal),
    );
    lines.push(
      [
        `NLU++ ${domain}, ${each} examples`,
        ...shown,
        score.error(0).toFixed(4),
        score.error(0.3).toFixed(3),
      ].join(' | '),
    );
    console.error(lines.at(-1));
  }
}

const b77 = await banking77();
const order = Int32Array.from(b77.intents.keys());
shuffle(generatorOf(1), order);
const examples = b77.labels[0]!.flatMap((_, topic) =>
  [...order].filter((row) => b77.intents[row] === topic).slice(0, 8),
);
const used = new Set(examples);
const testing = [...order].filter((row) => !used.has(row)).slice(0, 2_000);
const judges = b77.labels[0]!.map((_, topic) => b77.judge(topic, examples));
const right = testing.filter((row) => {
  const logits = judges.map((judge) => b77.logit(judge, row));
  return logits.indexOf(Math.max(...logits)) === b77.intents[row];
}).length;
const b77Score = new Score();
for (const row of testing) {
  for (const [topic, judge] of judges.entries()) {
    b77Score.add(probability(b77.logit(judge, row)), b77.labels[row]![topic]!);
  }
}
const b77Line = lines.length;
lines.push(
  `Banking77, 8 examples, accuracy on 2,000 rows | ${figure(right / testing.length, 0.8)} |  |  | ${b77Score.error(0).toFixed(4)} | ${b77Score.error(0.3).toFixed(3)}`,
);
console.error(lines.at(-1));
tasks.push({
  vectors: b77.whole,
  labels: b77.labels,
  training: examples,
  testing,
  line: b77Line,
  name: 'b77',
});

try {
  const peers = await scikitHeads(folder, tasks);
  const byLine = lines.map((_, line) => peers.results.filter((_, i) => tasks[i]!.line === line));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const peerText = (line: number) => {
    const own = byLine[line]!;
    if (own.length === 0) return ' | ';
    if (line === b77Line) return `${mean(own.map((it) => it.accuracy)).toFixed(3)} | `;
    return `${mean(own.map((it) => it.f1)).toFixed(3)} | ${mean(own.map((it) => it.best)).toFixed(3)}`;
  };
  const page = [
    `| ${benchConfig().model.split('/').at(-1)} | micro F1 at the default threshold | at 0.3 | at the best level | calibration error | of 0.3 and more | SetFit's head, F1 at 0.5 | at its best level |`,
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...lines.map((line, i) => `| ${line} | ${peerText(i)} |`),
    '',
    `SetFit's head: ${peers.version}, \`LogisticRegression\` with its defaults, on the same embeddings and rows. NLU++: examples from folds 0 to 9, rows of folds 10 to 19, means of ${DRAWS} draws. Goals: 0.50, 0.65 and 0.75 with 0, 8 and 32 examples, Banking77 0.80; calibration error 0.05 of 0.3 and more. The calibration was learnt on folds 0 to 9.`,
    ...(await scaleRows()),
  ].join('\n');
  console.log(page);
  if (!flags.dry) writePage('topics', page, 'npm run bench:topics');
} finally {
  if (!flags.folder) rmSync(folder, { recursive: true, force: true });
}

/** Time and memory through Postgres. */
async function scaleRows(): Promise<string[]> {
  const sentences = Number(flags.sentences);
  if (sentences === 0) return [];
  const measured = await topicScale(sentences);
  return [
    '',
    `| ${sentences.toLocaleString('en')} sentences in Postgres | s | peak memory of the process, MiB | |`,
    '| --- | ---: | ---: | --- |',
    ...measured.map(
      ({ name, seconds, peakMiB, note }) =>
        `| ${name} | ${seconds.toFixed(2)} | ${peakMiB.toFixed(0)} | ${note} |`,
    ),
    '',
    'Goals: 60 s and 500 MiB for a million sentences and 150 topics, milliseconds for views.',
  ];
}
