import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { languageOf, sourceLanguage } from '../src/analysis/language/language.ts';
import { type Detector, eldDetectors, peerDetectors } from './languages/detectors.ts';
import { heldOutTexts, type KnownText, LENGTHS, otherTexts } from './languages/texts.ts';
import { writePage } from './page.ts';

/**
 * `npm run bench:languages`: language detection on held-out texts of the languages that the model serves, beside other
 * libraries, by number of words. Prints the tables and writes them to docs/benchmarks.md. `-- --quick` uses a tenth of
 * the texts and writes nothing; `-- --folder DIR` installs the libraries into DIR and leaves them there.
 */
const { values: flags } = parseArgs({
  options: { folder: { type: 'string' }, quick: { type: 'boolean', default: false } },
});
const folder = flags.folder ? resolve(flags.folder) : mkdtempSync(join(tmpdir(), 'verbatim-languages-'));

const manifest = join(import.meta.dirname, '../models/verbatim-multilingual/verbatim.json');
const served: string[] = JSON.parse(readFileSync(manifest, 'utf8')).languages;
const texts = heldOutTexts(flags.quick ? 10 : 1);
const SAMPLE = 300;
const sources = new Map(
  [...Map.groupBy(otherTexts(), ({ language }) => language)].map(([language, rows]) => [
    language,
    sourceLanguage(
      rows.slice(0, SAMPLE).map(({ text }) => text),
      served,
    ),
  ]),
);
const ENGLISH = { served: true, language: 'en' };

type Way = Omit<Detector, 'detect'> & { readonly detect: (text: string, language: string) => string };
const ours = (name: string, sourceOf: (language: string) => ReturnType<typeof sourceLanguage>): Way => ({
  ...{ name: `**Verbatim**, ${name}`, licence: '', size: '' },
  detect: (text, language) =>
    languageOf(text, served, { stated: null, source: sourceOf(language) }).language ?? '',
});
const alone = ours('text alone', () => null);
const inSource = ours('in a source of its language', (language) => sources.get(language) ?? ENGLISH);

function shareRight({ detect }: Way, of: readonly KnownText[]): string {
  if (of.length === 0) return '';
  const right = of.filter(({ text, language }) => detect(text, language) === language).length;
  return ((100 * right) / of.length).toFixed(1);
}

function line(way: Way): string {
  const started = performance.now();
  for (const { text, language } of texts) way.detect(text, language);
  const rate = Math.round((1_000 * texts.length) / (performance.now() - started));
  const shares = LENGTHS.map((length) =>
    shareRight(
      way,
      texts.filter((it) => it.length === length),
    ),
  );
  return `| ${[way.name, way.licence, way.size, ...shares, rate].join(' | ')} |`;
}

try {
  const eld = await eldDetectors(served);
  const ways: Way[] = [...eld, ...(await peerDetectors(folder, served)), alone, inSource];
  ways.push(ours('in a source in English', () => ENGLISH));
  const counts = LENGTHS.map((length) => texts.filter((it) => it.length === length).length);
  const aside = texts.filter(({ text }) => !languageOf(text, served).served).length;
  const small = eld.find(({ name }) => name.startsWith('eld extrasmall, '))!;
  const byLanguage = [...Map.groupBy(texts, ({ language }) => language)].sort().map(([language, rows]) => {
    const cells = LENGTHS.flatMap((length) => {
      const of = rows.filter((it) => it.length === length);
      return [of.length, ...[small, alone, inSource].map((way) => shareRight(way, of))];
    });
    return `| ${[language, ...cells].join(' | ')} |`;
  });
  const page = [
    `| language right, % | licence | size, MiB | 1–3 words | 4–8 | 9+ | texts/s |`,
    '| --- | --- | ---: | ---: | ---: | ---: | ---: |',
    ...ways.map(line),
    '',
    `${texts.length} texts (${counts.join(', ')} by length) in ${served.length} languages; one thread. The size of eld is that of the table. Of all texts, ${aside} would be set aside as not served.`,
    '',
    `| | ${LENGTHS.map((length) => `${length} words: n | eld extrasmall, served | alone | in its source`).join(' | ')} |`,
    `| --- |${' ---: |'.repeat(4 * LENGTHS.length)}`,
    ...byLanguage,
  ].join('\n');
  console.log(page);
  if (!flags.quick) writePage('languages', page, 'npm run bench:languages');
} finally {
  if (!flags.folder) rmSync(folder, { recursive: true, force: true });
}
