import { loops } from '../analysis/summaries/written-summary.ts';
import type { Queryable } from '../db/client.ts';
import { type NamedTranslator, storedTranslations, translatorsOf } from '../db/results/translations.ts';
import type { DocumentFailure } from '../domain/analysis.ts';
import type { StoredDocument } from '../domain/document.ts';
import type { Translation } from '../domain/text/translation.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';
import type { TranslatedText } from '../inference/generation/translator.ts';
import { isEngineFault } from '../inference/session/engine-fault.ts';
import type { Translators } from './translators.ts';

/** A document in a language that the model does not serve. */
export interface ForeignDocument {
  readonly document: StoredDocument;
  /** ISO 639-1. */
  readonly language: string;
}

export interface TranslatedDocuments {
  readonly translations: readonly Translation[];
  /** Documents whose translation failed. */
  readonly failures: readonly DocumentFailure[];
  /** Documents in languages without a translator. */
  readonly rest: readonly ForeignDocument[];
}

/**
 * Translates documents with the translators of their languages, or reads stored translations. A translator that cannot
 * be opened, fails, or answers nonsense affects only its own documents.
 * @param serves languages of the model that judges the translations; translators into other languages are not used
 */
export async function translateDocuments(
  database: Queryable,
  translators: Translators,
  documents: readonly ForeignDocument[],
  serves: readonly string[],
): Promise<TranslatedDocuments> {
  const languages = [...new Set(documents.map(({ language }) => language))];
  const named = languages.length === 0 ? [] : await translatorsOf(database, languages);
  const byLanguage = new Map(
    named.filter(({ target }) => serves.includes(target)).map((it) => [it.language, it]),
  );
  const rest = documents.filter(({ language }) => !byLanguage.has(language));
  if (byLanguage.size === 0) return { translations: [], failures: [], rest };

  const modelIds = [...byLanguage.values()].map(({ modelId }) => modelId);
  const ids = documents.map(({ document }) => document.id);
  const stored = await storedTranslations(database, ids, modelIds);
  const before = new Map(stored.map((it) => [`${it.documentId}/${it.translatorId}`, it]));
  const translations: Translation[] = [];
  const failures: DocumentFailure[] = [];
  for (const translator of new Map([...byLanguage.values()].map((it) => [it.modelId, it])).values()) {
    const own = documents.filter(({ language }) => byLanguage.get(language)?.modelId === translator.modelId);
    const fresh = own.filter(({ document }) => {
      const found = before.get(`${document.id}/${translator.modelId}`);
      if (found) translations.push(found);
      return !found;
    });
    if (fresh.length === 0) continue;
    const texts = await translated(
      translators,
      translator,
      fresh.map(({ document }) => document.text),
    );
    for (const [i, { document, language }] of fresh.entries()) {
      const text = texts[i]!;
      const failure = 'code' in text ? text : nonsense(text, translator, language);
      if (failure) failures.push({ documentId: document.id, ...failure });
      else if ('sentences' in text) {
        translations.push({ documentId: document.id, translatorId: translator.modelId, ...text });
      }
    }
  }
  return { translations, failures, rest };
}

type Failure = Omit<DocumentFailure, 'documentId'>;

async function translated(
  translators: Translators,
  named: NamedTranslator,
  texts: readonly string[],
): Promise<readonly (TranslatedText | Failure)[]> {
  try {
    return await (await translators.open(named)).translate(texts);
  } catch (error) {
    // A lost device is no fault of these texts. A changed folder sets them aside until another translator is named.
    const ownFolder = error instanceof VerbatimError && error.code === 'MODEL_CHANGED';
    if (!(error instanceof VerbatimError) || (isEngineFault(error) && !ownFolder)) throw error;
    const { code, message } = error;
    return texts.map(() => ({ code, message }));
  }
}

function nonsense(text: TranslatedText, { name, hash }: NamedTranslator, language: string): Failure | null {
  const why =
    'failure' in text
      ? text.failure
      : text.sentences.some((sentence) => loops(sentence.text))
        ? 'it goes round in circles'
        : null;
  if (why === null) return null;
  const message = `its translation from "${language}" by ${name} (${hash.slice(0, 12)}) cannot be used: ${why}`;
  return { code: 'TRANSLATION_FAILED', message };
}
