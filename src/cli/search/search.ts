import type { App } from '../../app/open.ts';
import { readable } from '../../domain/reading/clean-text.ts';
import type { FoundSentence } from '../../domain/search/found-sentence.ts';
import type { SearchResult } from '../../domain/search/searcher.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count, whole } from '../../reporting/formats/quantities.ts';
import { wrap } from '../../reporting/formats/wrap.ts';
import { parseSearchFilter, type WrittenFilter } from '../../reporting/search-filter.ts';
import { openFinding } from '../../runs/search/open.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';
import { quoted } from '../quoted.ts';

export interface SearchFlags extends WrittenFilter {
  readonly like?: number;
  readonly by: 'both' | 'meaning' | 'words';
  readonly limit: number;
}

const MOST = 100;

/** `verbatim search`. @throws VerbatimError USAGE, and as `Searcher.search` */
export async function search(app: App, question: string | undefined, flags: SearchFlags): Promise<Outcome> {
  const result = await find(app, question, flags, 'search');
  return done(result, searchText(result));
}

/**
 * What a search finds, noted in the access log.
 * @param place the command
 * @throws VerbatimError as {@link search}
 */
export async function find(
  app: App,
  question: string | undefined,
  { like, by, limit, ...flags }: SearchFlags,
  place: string,
): Promise<SearchResult> {
  if ((question === undefined) === (like === undefined)) {
    throw new VerbatimError('USAGE', { detail: 'Give either a question or --like ID.' });
  }
  if (limit > MOST) throw new VerbatimError('USAGE', { detail: `--limit is at most ${MOST}.` });
  const filter = parseSearchFilter(flags, new Date());
  const { searcher } = openFinding(app);
  const result =
    like === undefined
      ? await searcher.search(question!, { filter, limit, by })
      : await searcher.similar(like, { filter, limit });
  await quoted(
    app,
    place,
    result.sentences.map(({ feedbackId }) => feedbackId),
  );
  return result;
}

export function searchText({ sentences, searched, notes }: SearchResult): string {
  const width = terminalWidth();
  const of = searched > 0 ? ` of ${whole(searched)} compared by meaning` : '';
  return [
    sentences.length === 0
      ? `Nothing was found${of && `, ${of.slice(4)}`}.`
      : `${count(sentences.length, 'sentence')}${of}`,
    ...sentences.flatMap((sentence, at) => ['', ...sentenceLines(sentence, at + 1, width)]),
    ...(notes.length > 0 ? [''] : []),
    ...notes.flatMap((note) => wrap(`Note: ${printable(note)}`, width)),
  ].join('\n');
}

function sentenceLines(found: FoundSentence, place: number, width: number): string[] {
  const { sentence, feedbackId, source, at, rating, sentiment, comments, handled } = found;
  const facts = [
    sentiment,
    ...(rating === null ? [] : [`rated ${rating}`]),
    ...(comments > 1 ? [`in ${count(comments, 'comment')}`] : []),
    printable(source),
    ...(at === null ? [] : [at.slice(0, 10)]),
    `comment ${feedbackId}`,
    ...(handled ? ['handled'] : []),
  ];
  const indent = ' '.repeat(4);
  const [first, ...more] = wrap(`“${printable(readable(sentence))}”`, width - indent.length);
  // Lines break between facts only.
  const unbroken = facts.map((fact) => fact.replaceAll(' ', '\u00a0')).join(' · ');
  const lines = wrap(unbroken, width - indent.length).map((line) => line.replaceAll('\u00a0', ' '));
  return [`${String(place).padStart(2)}  ${first}`, ...[...more, ...lines].map((line) => indent + line)];
}
