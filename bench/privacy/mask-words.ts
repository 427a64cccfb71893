import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { analysisOf } from '../../src/analysis/judge.ts';
import { openPooledEngine } from '../../src/inference/engines/pooled-engine.ts';
import { readModelFolder } from '../../src/inference/model/pooled-folder.ts';
import { drawIndex, generatorOf } from '../../src/statistics/distributions/random.ts';
import { wilsonShare } from '../../src/statistics/intervals/intervals.ts';
import { benchConfig } from '../bench-config.ts';

/**
 * What a mask does to the sentiment of a text, by the word that the model reads in its place: real sentences with a name
 * (XED, Öhman et al. 2020: film subtitles; `--xed xed-emotions.tsv.gz`). Where a sentence has another name instead, the
 * label changes as well: that is the floor. `node bench/privacy/mask-words.ts --xed FILE`
 */
const { values } = parseArgs({
  options: { xed: { type: 'string' }, each: { type: 'string', default: '160' } },
});
const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'pt'];
const NAMES =
  'Michael John Peter David Frank George Jack Tom Paul Mary Anna Sarah Alex Daniel Robert Richard James Harry Charlie Joe Ben Sam Lisa Julia Emma Kate Nick Tony Martin Eddie Walter Henry Steve Mike Jimmy Billy Bobby Johnny Maria Eva Lucy Alice Jane Laura Claire Marie Pierre Carlos Antonio Marco Hans Karl'.split(
    ' ',
  );
const NAMED = new RegExp(`(?<![\\p{L}-])(?:${NAMES.join('|')})(?![\\p{L}'’-])`, 'u');
const SOMEONE: Record<string, string> = {
  ...{ en: 'someone', de: 'jemand', fr: 'quelqu’un', es: 'alguien', it: 'qualcuno' },
  ...{ nl: 'iemand', pl: 'ktoś', pt: 'alguém' },
};
const PERSON: Record<string, string> = {
  ...{ en: 'the person', de: 'die Person', fr: 'la personne', es: 'la persona', it: 'la persona' },
  ...{ nl: 'de persoon', pl: 'osoba', pt: 'a pessoa' },
};

const generator = generatorOf(22);
const pick = (from: readonly string[]) => from[drawIndex(generator, from.length)]!;
const rows = gunzipSync(readFileSync(values.xed!))
  .toString('utf8')
  .split('\n')
  .map((line) => line.split('\t'));
const texts = LANGUAGES.flatMap((language) => {
  const own = new Map<string, { before: string; name: string; after: string }>();
  for (const [code, , text = ''] of rows) {
    if (code !== language || text.length < 25) continue;
    const match = language === 'en' ? /\[PERSON\]/.exec(text) : NAMED.exec(text);
    if (!match || text.slice(match.index + match[0].length).includes('[PERSON]')) continue;
    const name = language === 'en' ? pick(NAMES) : match[0];
    own.set(text, {
      before: text.slice(0, match.index),
      name,
      after: text.slice(match.index + match[0].length),
    });
  }
  const all = [...own.values()];
  const drawn: typeof all = [];
  while (drawn.length < Number(values.each) && all.length > 0)
    drawn.push(...all.splice(drawIndex(generator, all.length), 1));
  return drawn.map((it) => ({ ...it, language, other: pick(NAMES.filter((name) => name !== it.name)) }));
});

const WAYS: Record<string, (text: (typeof texts)[number]) => string> = {
  'another name': ({ other }) => other,
  '[person]': () => '[person]',
  person: () => 'person',
  'the person': ({ language }) => PERSON[language]!,
  someone: ({ language }) => SOMEONE[language]!,
  'someone, in English': () => 'someone',
  '@user': () => '@user',
  Alex: () => 'Alex',
  Kim: () => 'Kim',
  X: () => 'X',
  '…': () => '…',
  nothing: () => '',
};
const model = await readModelFolder(benchConfig().model, { fast: true });
const engine = await openPooledEngine(model, { device: 'cpu', sessions: 1, tokenBudget: 2048 });
async function judged(word: (text: (typeof texts)[number]) => string) {
  const documents = texts.map((it, id) => ({ id, text: `${it.before}${word(it)}${it.after}` }));
  const { scores } = await engine.analyse(documents);
  const found = new Map(scores.map((it) => [it.documentId, analysisOf(it)]));
  return texts.map((_, id) => found.get(id)!);
}
const base = await judged(({ name }) => name);
const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
console.log(
  `${texts.length} sentences: ${LANGUAGES.map((it) => `${it} ${texts.filter(({ language }) => language === it).length}`).join(', ')}`,
);
for (const [name, word] of Object.entries(WAYS)) {
  const other = await judged(word);
  const changed = base.filter((one, i) => one.sentiment!.label !== other[i]!.sentiment!.label).length;
  const { value, low, high } = wilsonShare(changed, base.length)!;
  const shift = base.map((one, i) => other[i]!.sentiment!.score - one.sentiment!.score);
  const mean = (list: readonly number[]) => list.reduce((sum, it) => sum + it, 0) / list.length;
  const byLanguage = LANGUAGES.map((language) => {
    const at = texts.flatMap((it, i) => (it.language === language ? [i] : []));
    const n = at.filter((i) => base[i]!.sentiment!.label !== other[i]!.sentiment!.label).length;
    return `${language} ${((100 * n) / at.length).toFixed(0)}`;
  });
  const near = mean(base.map((one, i) => cosine(one.embedding!, other[i]!.embedding!)));
  const toxic = mean(base.map((one, i) => other[i]!.toxicity! - one.toxicity!));
  const pc = (share: number) => (100 * share).toFixed(1);
  console.log(
    `${name.padEnd(20)} labels ${pc(value)} % (${pc(low)}–${pc(high)}), shift ${mean(shift).toFixed(3)}, |shift| ${mean(shift.map(Math.abs)).toFixed(3)}, cosine ${near.toFixed(3)}, toxicity ${toxic.toFixed(3)} | ${byLanguage.join(' ')}`,
  );
}
await engine.close();
