import { STOP_WORD_LANGUAGES } from '../../analysis/language/stop-words.ts';
import type { KnownTheme } from '../../analysis/themes/matching.ts';
import { termCounter } from '../../analysis/themes/naming/keywords.ts';
import { nameThemes } from '../../analysis/themes/naming/names.ts';
import { ownNames } from '../../analysis/themes/naming/own-names.ts';
import { phrasesOf } from '../../analysis/themes/naming/phrases.ts';
import { themeWords } from '../../analysis/themes/naming/theme-words.ts';
import { topicFits } from '../../analysis/themes/naming/topic-fit.ts';
import { representatives } from '../../analysis/themes/representatives.ts';
import type { Connection, Queryable } from '../../db/client.ts';
import { quoteCandidates, writeQuotes } from '../../db/themes/quotes.ts';
import { describeThemes, readThemes } from '../../db/themes/rows.ts';
import {
  feedbackLanguages,
  feedbackSourceNames,
  staffNames,
  themedDocuments,
} from '../../db/themes/texts.ts';
import { codePointSlices } from '../../domain/text/code-point-slices.ts';
import type { ThemeRunSettings } from './theme-run.ts';

const KEYWORDS = 10;
/** Candidates for keywords, before the company's own names are removed. */
const KEYWORDS_READ = 30;
/** A theme is talk if fewer of its sentences than this share have a word that tells of a subject. */
export const TALK = 0.74;
const TALK_NAME = 'Without a subject';
const QUOTES = 5;
/** Segments per theme from which quotes are chosen. */
const CANDIDATES = 200;
/** Themes whose candidates are in memory at once: about 4,000 embeddings. */
const THEMES_AT_ONCE = 20;

/**
 * Reads all texts with a theme. Stores the keywords of every theme, and a name for themes without one and for those
 * that became talk or are talk no more.
 * @returns ids of themes whose sentences name no subject; none without a subject space, whose corpus is too small
 */
export async function describeAll(
  writer: Connection,
  settings: ThemeRunSettings,
): Promise<ReadonlySet<number>> {
  const { modelId, ownNames: names, space, judging } = settings;
  const languages = await knownLanguages(writer);
  const terms = termCounter(languages, new Set(await staffNames(writer)));
  const words = themeWords(languages);
  const own = ownNames(names, await feedbackSourceNames(writer));
  for await (const documents of themedDocuments(writer, modelId)) {
    for (const { text, themeIds, starts, ends, scores } of documents) {
      own.add(text);
      const stretches = starts.map((start, i) => ({ start, end: ends[i]! }));
      for (const [i, slice] of codePointSlices(text, stretches).entries()) {
        terms.add(themeIds[i]!, slice);
        words.add(themeIds[i]!, slice, scores[i]!);
      }
    }
  }
  const themes = (await readThemes(writer, modelId)).map((theme) => {
    const telling = terms.keywords(theme.id, KEYWORDS_READ).filter(({ term }) => !own.test(term));
    // A person who edited a theme found a subject in it.
    const subject = space === null || (theme.edited && !theme.talk);
    const talk = !subject && words.tellingShare(theme.id) < TALK;
    return { ...theme, telling, isTalk: talk, unnamed: theme.name === '' || theme.talk !== talk };
  });
  const unnamed = themes.filter((theme) => theme.unnamed);
  const taken = themes
    .flatMap(({ name, userName, unnamed: free }) => [free ? '' : name, userName ?? ''])
    .filter((name) => name !== '');
  const phrases = new Map(
    unnamed.map(({ id, isTalk, telling }) => [
      id,
      isTalk ? { telling: [TALK_NAME], others: [] } : phrasesOf(id, telling, words),
    ]),
  );
  const judged = judging && unnamed.some(({ isTalk }) => !isTalk) ? await judging(writer, settings) : null;
  const fits = judged && topicFits(judged.topics, judged.themes, (id) => phrases.get(id)?.telling ?? []);
  // The largest first: it gets the name of a topic that fits several.
  const sizeOf = new Map(judged?.themes.map(({ themeId, sentences }) => [themeId, sentences]));
  const ordered = unnamed.toSorted(
    (a, b) => (sizeOf.get(b.id) ?? 0) - (sizeOf.get(a.id) ?? 0) || a.id - b.id,
  );
  const found = nameThemes(
    ordered.map(({ id, isTalk }) => ({ ...phrases.get(id)!, topics: isTalk ? [] : (fits?.get(id) ?? []) })),
    taken,
  );
  const nameOf = new Map(ordered.map(({ id }, i) => [id, found[i]!]));
  await describeThemes(
    writer,
    themes
      // A theme without segments keeps its keywords.
      .filter(({ telling, unnamed: free }) => telling.length > 0 || free)
      .map(({ id, telling }) => ({
        ...{ id, keywords: telling.slice(0, KEYWORDS).map(({ term }) => term) },
        name: nameOf.get(id) ?? null,
      })),
  );
  return new Set(themes.filter(({ isTalk }) => isTalk).map(({ id }) => id));
}

/** Languages of the newest feedback that have stop words; English if there are none. */
export async function knownLanguages(writer: Queryable): Promise<string[]> {
  const known = (await feedbackLanguages(writer)).filter((tag) =>
    STOP_WORD_LANGUAGES.includes(tag.toLowerCase().split(/[-_]/)[0]!),
  );
  return known.length > 0 ? known : ['en'];
}

/** Chooses and stores quotes for the themes with the given ids; those that are not in `themes` lose their quotes. */
export async function quoteThemes(
  writer: Connection,
  themes: readonly KnownTheme[],
  ids: ReadonlySet<number>,
): Promise<void> {
  const languages = await knownLanguages(writer);
  const ordered = [...ids].sort((a, b) => a - b);
  for (let from = 0; from < ordered.length; from += THEMES_AT_ONCE) {
    const some = ordered.slice(from, from + THEMES_AT_ONCE);
    const candidates = Map.groupBy(await quoteCandidates(writer, some, CANDIDATES), (it) => it.themeId);
    const quotes = themes.flatMap(({ id, centroid }) =>
      some.includes(id)
        ? representatives(candidates.get(id) ?? [], centroid, QUOTES, languages).map((quote, i) => ({
            ...quote,
            rank: i + 1,
          }))
        : [],
    );
    await writeQuotes(writer, some, quotes);
  }
}
