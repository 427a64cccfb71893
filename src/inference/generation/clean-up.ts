// In the order of transformers; each mark stays and the blanks around it go.
const MARKS = [' .', ' ?', ' !', ' ,', " ' ", " n't", " 'm", " 's", " 've", " 're"];

/**
 * Takes away the blanks that word tokenizers leave before punctuation and English contractions:
 * `PreTrainedTokenizerBase.clean_up_tokenization` of transformers, used where tokenizer_config.json says
 * `clean_up_tokenization_spaces`.
 */
export function cleanUp(text: string): string {
  return MARKS.reduce((clean, mark) => clean.replaceAll(mark, mark.trim()), text);
}
