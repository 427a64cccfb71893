import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import type { Name } from '../../src/domain/text/name.ts';
import { openEngine } from '../../src/inference/engines/open-engine.ts';
import { readServedModel } from '../../src/inference/model/served-model.ts';
import { benchConfig } from '../bench-config.ts';
import { share } from './scores.ts';

/** A text with its names, in code points. What is '?' counts neither way. */
interface LabelledText {
  readonly set: 'own' | 'reviews' | 'films' | 'subtitles';
  readonly language: string;
  readonly text: string;
  readonly spans: readonly (readonly [start: number, end: number, kind: 'PER' | 'LOC' | '?'])[];
}

interface Counts {
  names: number;
  hidden: number;
  exact: number;
  masks: number;
  right: number;
}

const ROOT = join(import.meta.dirname, '../..');
const SETS = {
  own: 'own sentences',
  reviews: 'real reviews of shops and restaurants',
  films: 'real film reviews',
  subtitles: 'real film subtitles',
};
const LABELS = { PER: 'PERSON', LOC: 'PLACE' } as const;

/** How well the embedded model finds names, by language and by set, and what it masks in the demo's reviews; Markdown. */
export async function namesPart(): Promise<string> {
  const file = join(ROOT, 'bench/data/names.jsonl.gz');
  const lines = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n');
  const rows = lines.map((line) => JSON.parse(line) as LabelledText);
  const csv = readFileSync(join(ROOT, 'examples/womens-clothing-reviews.csv'), 'utf8');
  const demo = parse<Record<string, string>>(csv, { columns: true, bom: true });
  const reviews = demo.flatMap((row) => [row.Title, row['Review Text']].filter((text) => text?.trim()));
  const found = await namesOf([...rows.map(({ text }) => text), ...(reviews as string[])]);
  const table = (kind: 'PER' | 'LOC') => tableOf(kind, rows, found);
  const masked = found.slice(rows.length).flat();
  const inDemo = (kind: 'PER' | 'LOC') => {
    const words = masked.filter(({ label }) => label === LABELS[kind]).map(({ word }) => word);
    return `${words.length}${words.length > 0 ? ` (${words.toSorted().join(', ')})` : ''}`;
  };
  return [
    `${rows.length} texts. Found: no letter of the name is left. Right: the mask touches a name. Exact: the mask ends where the name does. In brackets: 95 % intervals.`,
    ...table('PER'),
    ...table('LOC'),
    `Masked in the demo's ${demo.length} reviews and their titles: persons ${inDemo('PER')}; places ${inDemo('LOC')}.`,
  ].join('\n\n');
}

async function namesOf(texts: readonly string[]): Promise<(readonly Name[])[]> {
  const { model, device, sessions, threads, tokenBudget } = benchConfig();
  const served = await readServedModel(model, { fast: device === 'cpu' });
  const engine = await openEngine(served, { device, sessions, threads, tokenBudget });
  try {
    const documents = texts.map((text, id) => ({ id, text }));
    const { names } = await engine.analyse(documents, { names: true });
    return texts.map((_, id) => names?.get(id) ?? []);
  } finally {
    await engine.close();
  }
}

function tableOf(
  kind: 'PER' | 'LOC',
  rows: readonly LabelledText[],
  found: readonly (readonly Name[])[],
): string[] {
  const tally = new Map<string, Counts>();
  for (const [i, row] of rows.entries()) {
    const own = countsOf(kind, row, found[i]!);
    const group = row.language === 'en' ? 'English' : 'other languages';
    for (const key of [group, `${group}, ${SETS[row.set]}`, ...(row.language === 'en' ? [] : [row.language])])
      tally.set(key, sum(tally.get(key), own));
  }
  const lines = [...tally]
    .filter(([, { names, masks }]) => names + masks > 0)
    .toSorted(([a], [b]) => (a.length > 2 === b.length > 2 ? a.localeCompare(b) : b.length - a.length))
    .map(([name, { names, hidden, exact, masks, right }]) =>
      [name, names, share(hidden, names), share(exact, names), masks, share(right, masks)].join(' | '),
    );
  return [
    [
      `| ${kind === 'PER' ? 'persons' : 'places'} | names | found | exact | masks | right |`,
      '| --- | --- | --- | --- | --- | --- |',
      ...lines.map((line) => `| ${line} |`),
    ].join('\n'),
  ];
}

function countsOf(kind: 'PER' | 'LOC', { text, spans }: LabelledText, found: readonly Name[]): Counts {
  const letters = Array.from(text, (point) => /[\p{L}\p{N}]/u.test(point));
  const gold = spans.filter(([, , of]) => of === kind);
  const masks = found.filter(({ label }) => label === LABELS[kind]);
  const covers = (at: number) => masks.some(({ start, end }) => start <= at && at < end);
  const touches = (mask: Name, of: string) =>
    spans.some(([start, end, own]) => own === of && start < mask.end && mask.start < end);
  const counted = masks.filter((mask) => touches(mask, kind) || !touches(mask, '?'));
  return {
    names: gold.length,
    hidden: gold.filter(([start, end]) =>
      letters.every((is, at) => !is || at < start || at >= end || covers(at)),
    ).length,
    exact: gold.filter(([start, end]) => masks.some((mask) => mask.start === start && mask.end === end))
      .length,
    masks: counted.length,
    right: counted.filter((mask) => touches(mask, kind)).length,
  };
}

function sum(a: Counts | undefined, b: Counts): Counts {
  if (!a) return b;
  const added = (key: keyof Counts) => a[key] + b[key];
  return {
    names: added('names'),
    hidden: added('hidden'),
    exact: added('exact'),
    masks: added('masks'),
    right: added('right'),
  };
}
