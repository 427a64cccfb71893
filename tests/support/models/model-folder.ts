import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The embedded model. */
export const MODEL_FOLDER = join(import.meta.dirname, '../../../models/verbatim-multilingual');

export const POISON = 'POISON';

/**
 * Makes a copy of the embedded model whose tokenizer has a token that the graph does not know: a text with POISON fails
 * its session run. Without the int8 graph, so that no command compares two graphs first.
 */
export function poisonModel(folder: string): string {
  cpSync(MODEL_FOLDER, folder, { recursive: true });
  rmSync(join(folder, 'onnx/model_int8_rows.onnx'));
  const file = join(folder, 'tokenizer.json');
  const tokenizer = JSON.parse(readFileSync(file, 'utf8'));
  // The id of an added token follows the vocabulary, so it lies beyond the graph's table.
  const token = { content: POISON, single_word: false, lstrip: false, rstrip: false };
  const id = tokenizer.model.vocab.length;
  tokenizer.added_tokens.push({ ...token, id, normalized: false, special: false });
  writeFileSync(file, JSON.stringify(tokenizer));
  return folder;
}
