import type { Queryable } from '../db/client.ts';
import type { MaskedText } from '../db/privacy/name-masks.ts';
import { namingSources } from '../db/privacy/name-sources.ts';
import { type Translation, translatedText } from '../domain/text/translation.ts';
import type { Engine } from '../inference/engines/engine.ts';
import { type Found, maskedText } from '../privacy/masked-text.ts';
import { treatedNames } from '../privacy/name-rules.ts';

/**
 * Masks names in translations before they are stored: the model may know a name in its own languages that it did not
 * know in the original. Masks have no numbers: a name is written differently in a translation.
 * @param masked texts that take the place of documents, which translations name by their ids
 */
export async function maskTranslations(
  database: Queryable,
  finder: Engine,
  translations: readonly Translation[],
  masked: readonly MaskedText[],
): Promise<readonly Translation[]> {
  if (translations.length === 0) return translations;
  const texts = translations.map((it) => ({ id: it.documentId, text: translatedText(it) }));
  const { names } = await finder.analyse(texts, { names: true });
  if (!names || names.size === 0) return translations;
  const own = new Map(masked.map((it) => [it.id, it]));
  const rootOf = (id: number) => own.get(id)?.documentId ?? id;
  const sources = await namingSources(database, [...names.keys()].map(rootOf));
  return translations.map((translation) => {
    const { documentId } = translation;
    const found = names.get(documentId) ?? [];
    const only = own.get(documentId)?.sources;
    const all = (sources.get(rootOf(documentId)) ?? []).filter(
      ({ source }) => only?.includes(source) ?? true,
    );
    const spans = new Map(
      all.flatMap(({ rules }) => treatedNames(rules, found).masked).map((span) => [span.start, span]),
    );
    return spans.size === 0 ? translation : withMasks(translation, [...spans.values()]);
  });
}

/** @param spans of the translated text, each within a sentence */
function withMasks(translation: Translation, spans: readonly Found[]): Translation {
  let at = 0;
  const sentences = translation.sentences.map((sentence) => {
    const [from, to] = [at, at + sentence.text.length];
    at = to + 1;
    const inside = spans
      .filter(({ start, end }) => start >= from && end <= to)
      .map((span) => ({ ...span, start: span.start - from, end: span.end - from }))
      .sort((a, b) => a.start - b.start);
    return { ...sentence, text: maskedText(sentence.text, inside) };
  });
  return { ...translation, sentences };
}
