import { type CleanText, cleanText } from '../../domain/reading/clean-text.ts';
import { storedSpan } from '../../domain/reading/mapped-text.ts';
import type { TranslatedSentence } from '../../domain/text/translation.ts';
import { codePointSpans } from '../text/code-points.ts';
import { prepareText } from '../text/prepare.ts';
import { type Span, splitSentences } from '../text/sentences.ts';
import { type Generated, type Generator, openGenerator } from './generator.ts';
import { searchSettings } from './search-settings.ts';

/** A text translated sentence by sentence, or the reason why there is no translation. */
export type TranslatedText =
  | { readonly sentences: readonly TranslatedSentence[]; readonly truncated: boolean }
  | { readonly failure: string };

export interface Translator {
  readonly hash: string;
  /** Calls may be concurrent. A translation does not depend on the other texts. */
  translate(texts: readonly string[]): Promise<TranslatedText[]>;
  close(): Promise<void>;
}

/**
 * Opens a sequence-to-sequence model that translates (Marian and models with the same conventions).
 * @param threads of one session run
 * @throws VerbatimError MODEL_NOT_FOUND, MODEL_FILE_MISSING, MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED,
 *   DEVICE_UNAVAILABLE
 */
export async function openTranslator(
  folder: string,
  options: { readonly device?: string; readonly threads?: number } = {},
): Promise<Translator> {
  const generator = await openGenerator(folder, options);
  const { defaults, maxOutput } = generator.folder;
  const { maxLength } = searchSettings(defaults, {}, maxOutput);
  return {
    hash: generator.hash,
    async translate(texts) {
      const clean = texts.map(cleanText);
      const sentences = await Promise.all(clean.map(({ text }) => sentencesOf(generator, text)));
      const answers = await answersTo(generator, sentences.flat());
      let next = 0;
      return texts.map((text, i) => {
        const own = sentences[i]!;
        const found = answers.slice(next, next + own.length);
        next += own.length;
        return translation(text, clean[i]!, own, found, maxLength);
      });
    },
    close: () => generator.close(),
  };
}

interface Sentence extends Span {
  /** The sentence as input of the model. */
  readonly asked: string;
}

/** Sentences of a text. A sentence longer than the model's maximum is split into parts. */
async function sentencesOf(generator: Generator, text: string): Promise<Sentence[]> {
  const spans = splitSentences(text);
  const asked = spans.map(({ start, end }) => prepareText(text.slice(start, end)).text);
  const encoded = await generator.input.encode(asked);
  const found = await Promise.all(
    spans.map(async (span, i): Promise<Sentence[]> => {
      if (!encoded[i]!.truncated) return [{ ...span, asked: asked[i]! }];
      const sentence = text.slice(span.start, span.end);
      let from = 0;
      return (await generator.input.split(sentence)).map((part) => {
        const start = sentence.indexOf(part, from);
        from = start + part.length;
        return { start: span.start + start, end: span.start + from, asked: part };
      });
    }),
  );
  return found.flat();
}

// Sentences per call: a single text can have a hundred thousand.
const AT_ONCE = 500;

async function answersTo(generator: Generator, sentences: readonly Sentence[]): Promise<Generated[]> {
  const answers: Generated[] = [];
  for (let from = 0; from < sentences.length; from += AT_ONCE) {
    const some = sentences.slice(from, from + AT_ONCE);
    answers.push(...(await generator.generate(some.map(({ asked }) => asked))));
  }
  return answers;
}

const LETTER = /[\p{L}\p{N}]/u;

function translation(
  text: string,
  clean: CleanText,
  sentences: readonly Sentence[],
  answers: readonly Generated[],
  maxLength: number,
): TranslatedText {
  let truncated = false;
  const inPoints = codePointSpans(text);
  const translated: TranslatedSentence[] = [];
  for (const [i, sentence] of sentences.entries()) {
    const offsets = inPoints(storedSpan(clean, { start: sentence.start, end: sentence.end }));
    const { text: answer, ids, truncated: cut, failure } = answers[i]!;
    if (failure) return { failure: failure.message };
    const trimmed = answer.trim().replace(/\s+/g, ' ');
    if (LETTER.test(trimmed)) translated.push({ text: trimmed, ...offsets });
    else if (LETTER.test(clean.text.slice(sentence.start, sentence.end)))
      return { failure: 'its answer to a sentence is empty' };
    truncated ||= cut || ids.length >= maxLength;
  }
  if (translated.length === 0) return { failure: 'its answer is empty' };
  return { sentences: translated, truncated };
}
