import { VerbatimError } from '../../errors/verbatim-error.ts';

/** What a plain folder's model is for. A natural language inference model can also classify pairs of texts. */
export const KINDS = ['classification', 'nli', 'embedding', 'token-classification'] as const;
export type EncoderKind = (typeof KINDS)[number];

interface Clues {
  readonly architectures?: readonly string[] | null | undefined;
  readonly is_encoder_decoder?: boolean | null | undefined;
  readonly id2label?: Readonly<Record<string, string>> | null | undefined;
}

/**
 * The kind that config.json tells, by the class of transformers that its `architectures` names.
 * @param sentence the folder has the files of sentence-transformers
 * @throws VerbatimError MODEL_TASK_UNSUPPORTED
 */
export function encoderKind(folder: string, config: Clues, sentence: boolean): EncoderKind {
  const architecture = config.architectures?.[0] ?? '';
  const refuse = (detail: string) => new VerbatimError('MODEL_TASK_UNSUPPORTED', { folder, detail });
  if (architecture.endsWith('ForSequenceClassification')) return 'classification';
  if (architecture.endsWith('ForTokenClassification')) return 'token-classification';
  if (/ForConditionalGeneration$|MTModel$/.test(architecture) || config.is_encoder_decoder) {
    throw refuse(
      'it is a seq2seq model, which generates text and gives no labels or vectors; verbatim summary --writer FOLDER uses it',
    );
  }
  if (sentence || /(?<!LMHead|Seq2Seq)Model$/.test(architecture)) return 'embedding';
  if (architecture === '' && config.id2label) return 'classification';
  const named = architecture === '' ? 'its config.json names no architecture' : `it is a ${architecture}`;
  throw refuse(`${named}; a verbatim.json may name the task: {"task": "${KINDS.join('" | "')}"}`);
}
