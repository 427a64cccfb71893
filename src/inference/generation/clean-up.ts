// In the order of transformers. Each mark stays, its blanks go.
const MARKS = [' .', ' ?', ' !', ' ,', " ' ", " n't", " 'm", " 's", " 've", " 're"];

/**
 * Removes the blanks that word tokenizers leave before punctuation and English contractions:
 * `PreTrainedTokenizerBase.clean_up_tokenization` of transformers. Applies if tokenizer_config.json sets
 * `clean_up_tokenization_spaces`.
 */
export function cleanUp(text: string): string {
  return MARKS.reduce((clean, mark) => clean.replaceAll(mark, mark.trim()), text);
}
