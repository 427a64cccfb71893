import { buffer } from 'node:stream/consumers';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import type { Input } from '../bytes/byte-source.ts';

// 2,000 topics with thirty examples each take five.
const MOST_BYTES = 32 * 1024 * 1024;

/** The text of a file that is YAML: a list, or a map with `key`. Null for others. */
export async function yamlText(
  input: Input,
  key: string,
  refuse: (detail: string) => Error,
): Promise<string | null> {
  const source = input.read();
  if (source.bytesTotal > MOST_BYTES) throw refuse('it is larger than 32 MB');
  const bytes = await buffer(source.chunks);
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const named = /\.(ya?ml|json)$/i.test(input.name);
  const start = new RegExp(String.raw`^\s*(#.*\n\s*)*(---\s*\n\s*)?(${key}\s*:|- |\{)`);
  return named || start.test(text) ? text : null;
}

/** A list of maps in YAML, at the top or under a key. */
export class YamlList {
  readonly items: readonly unknown[];
  readonly #lines = new LineCounter();

  /** @param refuse makes the error of a text that has no such list, or is no YAML */
  constructor(text: string, key: string, refuse: (detail: string) => Error) {
    // Anchors are not needed, and a few of them can stand for gigabytes.
    const document = parseDocument(text, { lineCounter: this.#lines, maxAliasCount: 0 } as object);
    const [error] = document.errors;
    if (error) throw refuse(`line ${this.#lines.linePos(error.pos[0]).line}: ${error.code}`);
    const root = document.contents;
    const list = isMap(root) ? root.get(key, true) : root;
    if (!isSeq(list)) throw refuse(`line ${this.lineOf(root)}: there is no list "${key}"`);
    this.items = list.items;
  }

  /** Line of a node, from 1. */
  lineOf(node: unknown): number {
    return this.#lines.linePos((node as Node | null)?.range?.[0] ?? 0).line;
  }
}

/** The text of a field as written; null: it has none. Undefined: it holds something else than a text. */
export function yamlField(map: YAMLMap, field: string): string | null | undefined {
  const node = map.get(field, true);
  if (node === undefined || (isScalar(node) && node.value === null)) return null;
  if (!isScalar(node)) return undefined;
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}
