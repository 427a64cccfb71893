import type { NamedTranslator } from '../db/results/translations.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';
import type { Translator } from '../inference/generation/translator.ts';

/** Translators that open on first use, and stay open. */
export interface Translators {
  /**
   * @throws VerbatimError MODEL_NOT_FOUND, MODEL_CHANGED and those of `openTranslator`; the next call tries again
   */
  open(named: NamedTranslator): Promise<Translator>;
  close(): Promise<void>;
}

export function openTranslators(options: { readonly device: string; readonly threads: number }): Translators {
  const opened = new Map<number, Promise<Translator>>();
  return {
    async open(named) {
      const { modelId } = named;
      const found = opened.get(modelId) ?? openUnchanged(named, options);
      opened.set(modelId, found);
      return found.catch((error) => {
        opened.delete(modelId);
        throw error;
      });
    },
    async close() {
      await Promise.allSettled([...opened.values()].map(async (it) => (await it).close()));
    },
  };
}

async function openUnchanged(
  { folder, name, hash }: NamedTranslator,
  options: { readonly device: string; readonly threads: number },
): Promise<Translator> {
  if (folder === null) throw new VerbatimError('MODEL_NOT_FOUND', { folder: name });
  // Read when the first text is translated: no other command needs a generator's code.
  const { openTranslator } = await import('../inference/generation/translator.ts');
  const translator = await openTranslator(folder, options);
  if (translator.hash === hash) return translator;
  await translator.close();
  throw new VerbatimError('MODEL_CHANGED', { folder, name, hash: hash.slice(0, 12) });
}
