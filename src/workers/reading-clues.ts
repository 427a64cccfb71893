import { type LanguageClues, type SourceLanguage, sourceLanguage } from '../analysis/language/language.ts';
import { languageCode } from '../analysis/language/language-name.ts';
import { frequentNoAnswers, plainAnswer } from '../analysis/no-answer.ts';
import type { Queryable } from '../db/client.ts';
import { documentClues, sampleOfSource } from '../db/results/document-clues.ts';
import type { StoredDocument } from '../domain/document.ts';
import { readable } from '../domain/reading/clean-text.ts';

/** Facts about a document besides its text. */
export interface ReadingClues extends LanguageClues {
  /** True if the text is a frequent answer of its source that says nothing. */
  readonly noAnswer: boolean;
}

export const NO_CLUES: ReadingClues = Object.freeze({ stated: null, source: null, noAnswer: false });

interface SourceFacts {
  readonly language: SourceLanguage | null;
  readonly noAnswers: ReadonlySet<string>;
}

const SAMPLE = 300;
// Facts of sources with a full sample; a cache of the latest sources.
const FULL = new Map<string, SourceFacts>();
const REMEMBERED = 1_000;

/**
 * Clues of the documents of a batch, by document id. They depend on the stored document and its sources, not on the
 * batch. Every batch samples a source of fewer than {@link SAMPLE} comments again.
 */
export async function readingClues(
  database: Queryable,
  documents: readonly StoredDocument[],
  served: readonly string[],
): Promise<ReadonlyMap<number, ReadingClues>> {
  const rows = await documentClues(
    database,
    documents.map(({ id }) => id),
  );
  const facts = new Map<string, SourceFacts>();
  for (const source of new Set(rows.flatMap(({ sources }) => sources))) {
    facts.set(source, await factsOf(database, source, served));
  }
  const texts = new Map(documents.map(({ id, text }) => [id, text]));
  return new Map(
    rows.map(({ documentId, languages, sources }) => {
      const own = sources.map((source) => facts.get(source)!);
      const text = texts.get(documentId)!;
      const noAnswer =
        own.some(({ noAnswers }) => noAnswers.size > 0) &&
        text.length < 1_000 &&
        own.every(({ noAnswers }) => noAnswers.has(plainAnswer(readable(text))));
      return [documentId, { stated: stated(languages), source: agreed(own), noAnswer }];
    }),
  );
}

async function factsOf(database: Queryable, source: string, served: readonly string[]): Promise<SourceFacts> {
  const key = JSON.stringify([source, served]);
  const known = FULL.get(key);
  if (known) return known;
  const sample = (await sampleOfSource(database, source, SAMPLE)).map(readable);
  const facts = { language: sourceLanguage(sample, served), noAnswers: frequentNoAnswers(sample) };
  if (sample.length === SAMPLE) {
    if (FULL.size >= REMEMBERED) FULL.delete(FULL.keys().next().value!);
    FULL.set(key, facts);
  }
  return facts;
}

/** The language that all rows of a text state; null if they differ. */
function stated(languages: readonly string[]): string | null {
  const codes = new Set(languages.flatMap((written) => languageCode(written) ?? []));
  return codes.size === 1 ? [...codes][0]! : null;
}

/** What sources agree on: whether their language is served, and which it is. */
function agreed(facts: readonly SourceFacts[]): SourceLanguage | null {
  const [first, ...others] = facts.map(({ language }) => language);
  if (!first || others.some((it) => it?.served !== first.served)) return null;
  const same = others.every((it) => it?.language === first.language);
  return same ? first : { served: first.served, language: null };
}
