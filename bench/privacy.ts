import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { identifierMasker } from '../src/privacy/identifiers/masker.ts';
import type { Found } from '../src/privacy/masked-text.ts';
import { DEFAULT_RULES, IDENTIFIER_KINDS } from '../src/privacy/rules.ts';
import { writePage } from './page.ts';
import { type Case, privacyCorpus } from './privacy/corpus.ts';
import { erasureSizes } from './privacy/erasure-size.ts';
import { importSpeed } from './privacy/import-speed.ts';
import { namesPart } from './privacy/names.ts';
import { runPresidio } from './privacy/presidio.ts';
import { type Counts, countsOf, share } from './privacy/scores.ts';

/**
 * `npm run bench:privacy`: how well identifiers are found, by kind and language, on a corpus of our own, with Presidio
 * beside it where pip has it; words of the demo's reviews that are masked; texts per second; then the same of names by
 * the embedded model, and the erasure of authors with many comments. Prints the tables and writes them to docs/benchmarks.md. `-- --folder DIR` installs Presidio into
 * DIR and leaves it there; `-- --import-rows N` (100,000) imports so many rows with masking on and off, `-- --erase N,M`
 * (20000,100000) erases authors with so many comments, 0: none.
 */
const { values: flags } = parseArgs({
  options: {
    folder: { type: 'string' },
    'import-rows': { type: 'string', default: '100000' },
    erase: { type: 'string', default: '20000,100000' },
  },
});
const folder = flags.folder ? resolve(flags.folder) : mkdtempSync(join(tmpdir(), 'verbatim-privacy-'));
const masker = identifierMasker(DEFAULT_RULES);

type Results = readonly (readonly Found[])[];
const cases = privacyCorpus();
const ours = cases.map(({ text }) => masker.find(text));

const added = (all: readonly Counts[]): Counts => ({
  expected: all.reduce((sum, it) => sum + it.expected, 0),
  found: all.reduce((sum, it) => sum + it.found, 0),
  marked: all.reduce((sum, it) => sum + it.marked, 0),
  right: all.reduce((sum, it) => sum + it.right, 0),
});

/** Counts of kinds over the cases that a test lets through. */
function counted(
  results: Results,
  kinds: readonly string[],
  wanted: (it: Case) => boolean = () => true,
): Counts {
  const kept = cases.flatMap((it, at) => (wanted(it) ? [at] : []));
  const [some, found] = [kept.map((at) => cases[at]!), kept.map((at) => results[at]!)];
  return added(kinds.map((kind) => countsOf(kind, some, found)));
}
const cells = ({ expected, found, marked, right }: Counts): string[] => [
  String(expected),
  share(found, expected),
  String(marked),
  share(right, marked),
];
const row = (...all: string[]): string => `| ${all.join(' | ')} |`;

const HEAD = ['n', 'recall', 'found', 'precision'];
function byKind(presidio: Results | null): string[] {
  const ends = presidio ? [...HEAD.map((it) => `Presidio: ${it}`).slice(1)] : [];
  const line = (name: string, kinds: readonly string[], wanted?: (it: Case) => boolean) =>
    row(
      name,
      ...cells(counted(ours, kinds, wanted)),
      ...(presidio ? cells(counted(presidio, kinds, wanted)).slice(1) : []),
    );
  return [
    row('kind', ...HEAD, ...ends),
    `| --- |${' ---: |'.repeat(HEAD.length + ends.length)}`,
    ...IDENTIFIER_KINDS.map((kind) => line(kind, [kind])),
    line('**all** (goal: recall ≥ 0.98, precision ≥ 0.97)', IDENTIFIER_KINDS),
    line('all, forms written last', IDENTIFIER_KINDS, (it) => it.heldOut),
    line('all, other forms', IDENTIFIER_KINDS, (it) => !it.heldOut),
  ];
}

function byLanguage(): string[] {
  const languages = [...new Set(cases.map((it) => it.language))];
  return [
    row('language', ...HEAD, ...IDENTIFIER_KINDS.map((kind) => `${kind}: found of n`)),
    `| --- |${' ---: |'.repeat(HEAD.length + IDENTIFIER_KINDS.length)}`,
    ...languages.map((language) => {
      const of = (kinds: readonly string[]) => counted(ours, kinds, (it) => it.language === language);
      const kinds = IDENTIFIER_KINDS.map((kind) => of([kind])).map(
        ({ found, expected }) => `${found} of ${expected}`,
      );
      return row(language, ...cells(of(IDENTIFIER_KINDS)), ...kinds);
    }),
  ];
}

/** Texts of the files that the demo imports. */
function reviews(): string[] {
  const file = join(import.meta.dirname, '../examples/womens-clothing-reviews.csv');
  const rows: Record<string, string>[] = parse(readFileSync(file), { columns: true });
  return rows.flatMap((it) => [it.Title!, it['Review Text']!]);
}

/** Texts per second of CPU, after a first round that compiles. */
function speed(texts: readonly string[], find: (text: string) => unknown): number {
  for (const text of texts) find(text);
  const before = process.cpuUsage();
  let done = 0;
  for (let round = 0; round < 20; round++) {
    for (const text of texts) find(text);
    done += texts.length;
  }
  const { user, system } = process.cpuUsage(before);
  return Math.round((1e6 * done) / (user + system));
}

try {
  const presidio = await runPresidio(folder, cases);
  const texts = reviews();
  const masked = texts.flatMap((it) => masker.find(it));
  const negatives = cases.filter((it) => !it.expected);
  const long = texts.filter((it) => it.length > 80);
  const own = identifierMasker({
    identifiers: true,
    patterns: { order: '\\bORD-\\d{6}\\b', ticket: '(?i)ticket #?\\d{6,}' },
  });
  const count = (it: number) => it.toLocaleString('en-US');
  const page = [
    ...byKind(typeof presidio === 'string' ? null : presidio.results),
    '',
    `${count(cases.length)} comments, ${count(negatives.length)} of them with numbers that identify nobody. Found: every letter and digit of the identifier, by its kind. In brackets the 95 % interval (Wilson).`,
    typeof presidio === 'string'
      ? `Presidio did not run: ${presidio}`
      : `Presidio: presidio-analyzer 2.2.366 with all its pattern recognisers for the 18 languages and blank spaCy pipelines; its URLs count where we expect one with user data; it has no dates of birth. ${count(Math.round(presidio.textsPerSecond))} texts a second on these comments, ours ${count(
          speed(
            cases.map((it) => it.text),
            masker.find,
          ),
        )}.`,
    '',
    ...byLanguage(),
    '',
    `Words masked as identifiers in the demo's 1,000 reviews and their titles: ${masked.length} (goal ≤ 5 with names).`,
    `Texts a second of one core, reviews of ${count(Math.round(long.reduce((sum, it) => sum + it.length, 0) / long.length))} characters: ${count(speed(long, masker.find))}; with two patterns of the user: ${count(speed(long, own.find))}.`,
  ];
  const rows = Number(flags['import-rows']);
  const speeds = rows > 0 ? await importSpeed(rows, 3) : null;
  if (speeds) {
    const { on, off } = speeds;
    page.push(
      `\`verbatim import\` of ${count(rows)} rows, in turn, medians of 3: ${count(Math.round(on))} rows/s with identifiers masked, ${count(Math.round(off))} without; on ÷ off ${(on / off).toFixed(2)} (goal ≥ 0.8).`,
    );
  }
  const text = page.join('\n');
  console.log(text);
  writePage('privacy-identifiers', text, 'npm run bench:privacy');
  const names = await namesPart();
  console.log(names);
  writePage('privacy-names', names, 'npm run bench:privacy');
  const sizes = flags.erase.split(',').map(Number).filter(Boolean);
  if (sizes.length > 0) {
    const erasures = await erasureSizes(sizes);
    console.log(erasures);
    writePage('privacy-erasure', erasures, 'npm run bench:privacy');
  }
} finally {
  if (!flags.folder) rmSync(folder, { recursive: true, force: true });
}
