import { isUtf8 } from 'node:buffer';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * The first fault of a tokenizer.json that would make the native library panic, which ends the process; null when
 * there is none. The library reports all other faults as errors.
 */
export function tokenizerFault(json: unknown): string | null {
  if (!isFields(json)) return null;
  return (
    postProcessorFault(json.post_processor) ??
    normalizerFault(json.normalizer) ??
    mergesFault(json.model) ??
    addedTokenFault(json)
  );
}

/** Each special token of a template must be declared, with as many ids as spellings. */
function postProcessorFault(processor: unknown): string | null {
  if (!isFields(processor)) return null;
  for (const inner of listOf(processor.processors)) {
    const fault = postProcessorFault(inner);
    if (fault) return fault;
  }
  // The library ignores the type: any object with the fields of a template is one.
  const declared = isFields(processor.special_tokens) ? processor.special_tokens : {};
  for (const [name, token] of Object.entries(declared)) {
    const { ids, tokens } = isFields(token) ? token : ({} as Fields);
    if (listOf(ids).length !== listOf(tokens).length)
      return `the special token ${name} of its post_processor has different numbers of ids and tokens`;
  }
  for (const piece of [...listOf(processor.single), ...listOf(processor.pair)]) {
    const special = isFields(piece) && isFields(piece.SpecialToken) ? piece.SpecialToken.id : null;
    if (typeof special === 'string' && !Object.hasOwn(declared, special))
      return `its post_processor uses the special token ${special}, which special_tokens does not declare`;
  }
  return null;
}

function normalizerFault(normalizer: unknown): string | null {
  if (!isFields(normalizer)) return null;
  for (const inner of listOf(normalizer.normalizers)) {
    const fault = normalizerFault(inner);
    if (fault) return fault;
  }
  const { type, precompiled_charsmap: map } = normalizer;
  if (type !== 'Precompiled' && map === undefined) return null;
  return typeof map === 'string' && isCharsmap(map)
    ? null
    : 'the precompiled_charsmap of its normalizer is missing or damaged';
}

/** Compiled rules of SentencePiece: size of a trie in bytes, the trie, then the UTF-8 text that it points into. */
function isCharsmap(base64: string): boolean {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64 || bytes.length < 4) return false;
  const size = bytes.readUInt32LE(0);
  return size % 4 === 0 && size <= bytes.length - 4 && isUtf8(bytes.subarray(4 + size));
}

/** The second part of each BPE merge must begin with the prefix: the library cuts the prefix off unchecked. */
function mergesFault(model: unknown): string | null {
  if (!isFields(model)) return null;
  const { continuing_subword_prefix: prefix, merges } = model;
  if (typeof prefix !== 'string' || prefix === '') return null;
  for (const merge of listOf(merges)) {
    const second = typeof merge === 'string' ? merge.split(' ')[1] : listOf(merge)[1];
    if (typeof second === 'string' && !second.startsWith(prefix))
      return `its merges do not use its continuing_subword_prefix ${prefix}`;
  }
  return null;
}

// Characters that normalizers such as BERT's remove.
const INVISIBLE = /^(?:(?![\t\n\r])[\p{Cc}\p{Cf}\ufffd])+$/u;

/** An added token that normalization makes empty would match everywhere. */
function addedTokenFault({ added_tokens: added, normalizer }: Fields): string | null {
  if (!isFields(normalizer)) return null;
  for (const token of listOf(added)) {
    const { content, normalized } = isFields(token) ? token : ({} as Fields);
    if (normalized !== false && typeof content === 'string' && INVISIBLE.test(content))
      return `the added token ${JSON.stringify(content)} is empty after normalization`;
  }
  return null;
}
