import { STOP_WORD_LANGUAGES } from '../../analysis/language/stop-words.ts';
import { termCounter } from '../../analysis/themes/keywords.ts';
import type { KnownTheme } from '../../analysis/themes/matching.ts';
import { nameThemes } from '../../analysis/themes/names.ts';
import { ownNames } from '../../analysis/themes/own-names.ts';
import { representatives } from '../../analysis/themes/representatives.ts';
import type { Connection } from '../../db/client.ts';
import { quoteCandidates, writeQuotes } from '../../db/themes/quotes.ts';
import { describeThemes, readThemes } from '../../db/themes/rows.ts';
import {
  feedbackLanguages,
  feedbackSourceNames,
  staffNames,
  themedDocuments,
} from '../../db/themes/texts.ts';
import { codePointSlices } from '../../domain/code-point-slices.ts';

const KEYWORDS = 10;
/** Candidates for keywords, before the company's own names are removed. */
const KEYWORDS_READ = 30;
const QUOTES = 5;
/** Segments per theme from which quotes are chosen. */
const CANDIDATES = 200;
/** Themes whose candidates are in memory at once: about 4,000 embeddings. */
const THEMES_AT_ONCE = 20;

/**
 * Reads all texts with a theme and stores the keywords of every theme, and a name for themes without one.
 * @param names of the company, which are no keywords; see {@link ownNames}
 */
export async function describeAll(
  writer: Connection,
  modelId: number,
  names: readonly string[],
): Promise<void> {
  const terms = termCounter(await knownLanguages(writer), new Set(await staffNames(writer)));
  const own = ownNames(names, await feedbackSourceNames(writer));
  for await (const documents of themedDocuments(writer, modelId)) {
    for (const { text, themeIds, starts, ends } of documents) {
      own.add(text);
      const stretches = starts.map((start, i) => ({ start, end: ends[i]! }));
      for (const [i, slice] of codePointSlices(text, stretches).entries()) terms.add(themeIds[i]!, slice);
    }
  }
  const themes = await readThemes(writer, modelId);
  const keywords = new Map(
    themes.map(({ id }) => {
      const all = terms.keywords(id, KEYWORDS_READ);
      const telling = all.filter(({ term }) => !own.test(term));
      return [id, telling.slice(0, KEYWORDS)];
    }),
  );
  const unnamed = themes.filter(({ name }) => name === '');
  const taken = themes.flatMap(({ name, userName }) => [name, userName ?? '']).filter((name) => name !== '');
  const found = nameThemes(
    unnamed.map(({ id }) => keywords.get(id)!),
    taken,
  );
  await describeThemes(
    writer,
    themes
      // A theme without segments keeps its keywords.
      .filter(({ id, name }) => keywords.get(id)!.length > 0 || name === '')
      .map(({ id, name }) => ({
        ...{ id, keywords: keywords.get(id)!.map(({ term }) => term) },
        name: name === '' ? found[unnamed.findIndex((theme) => theme.id === id)]! : null,
      })),
  );
}

/** Languages of the newest feedback that have stop words; English if there are none. */
async function knownLanguages(writer: Connection): Promise<string[]> {
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
