/** JSON.rawJSON of ES2026, which TypeScript does not know yet: a number that is written as it was. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/** Reads JSON; numbers that a double would change, such as long ids, stay as they are written. Null: it is none. */
export function parseExact(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text, exact) };
  } catch {
    return null;
  }
}

function exact(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  return String(value) === context.source ? value : rawJSON(context.source);
}

/** The member at a path such as `data.items`. Names that contain dots themselves are found too. */
export function memberOf(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const members = value as Record<string, unknown>;
  if (Object.hasOwn(members, path)) return members[path];
  for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
    const name = path.slice(0, dot);
    if (!Object.hasOwn(members, name)) continue;
    const found = memberOf(members[name], path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The records of an answer: the list at a path. Without a path: the answer itself, or its only list of objects.
 * @returns a text says why there are none
 */
export function recordsOf(answer: unknown, path: string | undefined): object[] | string {
  const list = path === undefined ? onlyList(answer) : memberOf(answer, path);
  if (typeof list === 'string' && path === undefined) return list;
  if (!Array.isArray(list)) return `it has no list ${path ?? 'of records'}. Its members: ${namesOf(answer)}`;
  if (!list.every(isRecord)) return 'its list has something else than objects';
  return list;
}

function onlyList(answer: unknown): unknown {
  if (Array.isArray(answer) || typeof answer !== 'object' || answer === null) return answer;
  const lists = Object.entries(answer).filter(([, value]) => Array.isArray(value) && value.every(isRecord));
  if (lists.length === 1) return lists[0]![1];
  return `which list has the records is not clear: name it with --records. Its members: ${namesOf(answer)}`;
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const namesOf = (answer: unknown): string =>
  isRecord(answer) ? Object.keys(answer).slice(0, 20).join(', ').slice(0, 200) || 'none' : 'none';

/** The later of two values of a cursor: by number, by time, else by text. */
export function laterOf(one: string | null, other: string): string {
  if (one === null) return other;
  for (const read of [(text: string) => (text.trim() === '' ? Number.NaN : Number(text)), Date.parse]) {
    const [a, b] = [read(one), read(other)];
    if (!Number.isNaN(a) && !Number.isNaN(b)) return b > a ? other : one;
  }
  return other > one ? other : one;
}
