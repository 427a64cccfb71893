import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { z } from 'zod';
import { ALERT_CHANNEL, type AlertChannel, CHANNEL_KINDS } from '../../domain/alerts/channel.ts';
import { ALERT_RULE, type AlertRule } from '../../domain/alerts/rule.ts';
import { suggestion } from '../../domain/suggestion.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';

const MOST_BYTES = 1024 * 1024;
const MOST_RULES = 500;

const FILE = z.strictObject({
  channels: z.array(ALERT_CHANNEL).max(50).nullish(),
  rules: z.array(ALERT_RULE).max(MOST_RULES).nullish(),
});

type Path = readonly (string | number)[];

/** Rules and channels of a file, and the error that names the place of one of their values. */
export interface AlertFile {
  readonly rules: readonly AlertRule[];
  readonly channels: readonly AlertChannel[];
  /** @param path such as `['rules', 0, 'of', 2]` @param known what may have been meant by `written` */
  refuse(path: Path, detail: string, written?: string, known?: readonly string[]): VerbatimError;
}

/**
 * Reads a file of rules and channels: YAML with the lists `rules` and `channels`. docs/alerts.md has the form.
 * @throws VerbatimError ALERT_RULES_INVALID with line and column; FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function openAlertFile(path: string): Promise<AlertFile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new VerbatimError('FILE_NOT_FOUND', { file: path });
    throw new VerbatimError('FILE_UNREADABLE', { file: path, detail: error.code ?? error.message });
  });
  return readAlertFile(text, basename(path));
}

/** @throws VerbatimError ALERT_RULES_INVALID */
export function readAlertFile(text: string, file: string): AlertFile {
  const lines = new LineCounter();
  // Anchors are not needed, and a few of them can stand for gigabytes.
  const document = parseDocument(text.replace(/^\uFEFF/, ''), {
    lineCounter: lines,
    maxAliasCount: 0,
  } as object);
  const invalid = (offset: number, detail: string) => {
    const { line, col } = lines.linePos(offset);
    return new VerbatimError('ALERT_RULES_INVALID', {
      file,
      line: Math.max(1, line),
      column: Math.max(1, col),
      detail,
    });
  };
  if (text.length > MOST_BYTES) throw invalid(0, 'it is larger than 1 MB');
  const [error] = document.errors;
  if (error) throw invalid(error.pos[0], `it is not YAML (${error.code})`);

  const refuse: Refuse = (path, detail, written, known = [], atKey = false) => {
    const likely = written === undefined ? null : suggestion(written, known);
    const hint = likely === null ? '' : `; did you mean ${likely}?`;
    return invalid(
      offsetOf(document.contents, path, atKey),
      `${placeOf(document.contents, path)}${detail}${hint}`,
    );
  };
  const content = parsed(document, () => invalid(0, 'an alias (*name) is not allowed'));
  if (content === null || typeof content !== 'object' || Array.isArray(content)) {
    throw invalid(0, 'it is no map with the lists rules and channels');
  }
  const read = FILE.safeParse(content);
  if (!read.success) throw refusal(firstOf(read.error.issues), content, refuse);
  const { rules, channels } = { rules: read.data.rules ?? [], channels: read.data.channels ?? [] };
  for (const [list, items] of [
    ['rules', rules],
    ['channels', channels],
  ] as const) {
    const names = items.map(({ name }) => name);
    const again = names.findIndex((name, i) => names.indexOf(name) < i);
    if (again >= 0) throw refuse([list, again, 'name'], 'the name is given twice');
  }
  return { rules, channels, refuse };
}

function parsed(document: ReturnType<typeof parseDocument>, refuse: () => Error): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    throw refuse();
  }
}

type Refuse = (...given: [...Parameters<AlertFile['refuse']>, atKey?: boolean]) => VerbatimError;
type Issue = z.core.$ZodIssue;

/** A typing error in a name explains more than the field that is missing because of it. */
const firstOf = (issues: readonly Issue[]): Issue =>
  issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!;

function refusal(issue: Issue, content: unknown, refuse: Refuse): VerbatimError {
  const path = issue.path.map((it) => (typeof it === 'number' ? it : String(it)));
  const at = (of: Path): unknown =>
    of.reduce<unknown>((value, key) => (value as never)?.[key as never], content);
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys;
    const known = fieldsAt(path, at(path));
    return refuse(
      [...path, key!],
      `there is no field ${key!.slice(0, 40)}, but ${known.join(', ')}`,
      key,
      known,
      true,
    );
  }
  const value = at(path);
  if (value === undefined) return refuse(path.slice(0, -1), `${String(path.at(-1))} is missing`);
  const options = optionsOf(issue);
  if (options.length > 0) {
    return refuse(path, `${String(path.at(-1))} is ${options.join(', ')}`, String(value), options);
  }
  const detail = issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  const field = typeof path.at(-1) === 'number' ? '' : `${String(path.at(-1) ?? 'the file')}: `;
  return refuse(path, `${field}${detail}`);
}

/** The values that a field may have. */
function optionsOf(issue: Issue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  return issue.code === 'invalid_union' && issue.path.at(-1) === 'kind' ? [...CHANNEL_KINDS] : [];
}

function fieldsAt(path: Path, value: unknown): string[] {
  if (path.length === 0) return Object.keys(FILE.shape);
  if (path[0] === 'rules') return Object.keys(ALERT_RULE.in.shape);
  const kind = (value as { kind?: unknown } | null)?.kind;
  return Object.keys(
    (ALERT_CHANNEL.options.find(({ shape }) => shape.kind.value === kind) ?? ALERT_CHANNEL.options[0]).shape,
  );
}

/** Where a value, or the key of a field, begins; of what is not there, what it would be in. */
function offsetOf(root: unknown, path: Path, atKey: boolean): number {
  let node = root;
  let offset = (root as Node | null)?.range?.[0] ?? 0;
  for (const [i, step] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (!pair) break;
      const last = i === path.length - 1 && !atKey;
      const value = pair.value as Node | null;
      offset =
        (last && isScalar(value) && value.value !== null ? value : (pair.key as Node)).range?.[0] ?? offset;
      node = value;
    } else {
      const item = (node as { items?: unknown[] } | null)?.items?.[Number(step)];
      // A list of one value may be written as the value.
      if (item === undefined) return isScalar(node) && node.range ? node.range[0] : offset;
      offset = (item as Node).range?.[0] ?? offset;
      node = item;
    }
  }
  return offset;
}

/** "the rule 'Complaints': ", if the value is part of one that has a name. */
function placeOf(root: unknown, [list, index]: Path): string {
  if (typeof index !== 'number' || !isMap(root)) return '';
  const name = (root as { getIn(path: Path): unknown }).getIn([list!, index, 'name']);
  const what = list === 'rules' ? 'rule' : 'channel';
  return typeof name === 'string' ? `the ${what} "${name.slice(0, 80)}": ` : `${what} ${index + 1}: `;
}
