import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { normaliseText } from '../../domain/document.ts';
import type { ReplyTemplate } from '../../domain/replies/reply.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';

const MOST_BYTES = 256 * 1024;
const MOST_FACTS = 100;

const line = z
  .string()
  .trim()
  .min(1)
  .max(300)
  .regex(/^[^\n]*$/, 'it has more than one line')
  .transform(normaliseText);
const lines = z.union([line.transform((it) => [it]), z.array(line)]);
const TEMPLATE = z.strictObject({
  language: z.string().regex(/^[a-z]{2}$/, 'a code such as en is expected'),
  greeting: z.string().max(1_000).default(''),
  sign_off: z.string().max(1_000).default(''),
  tone: z.string().max(500).default('friendly and brief'),
  facts: z.record(z.string().max(100), lines).default({}),
  forbidden: z.array(line).max(200).default([]),
  openers: z.array(line).max(50).optional(),
  courtesies: z.array(line).max(50).optional(),
});

/** Words of replies by language, where a template has none. */
type UsualWords = Readonly<Record<string, Pick<ReplyTemplate, 'openers' | 'courtesies'>>>;

export interface TemplateRules {
  readonly usual: UsualWords;
  /** Whether a text has forbidden words. */
  readonly holds: (text: string, words: string) => boolean;
}

/** @throws VerbatimError TEMPLATE_INVALID */
export async function readReplyTemplate(path: string, rules: TemplateRules): Promise<ReplyTemplate> {
  const refuse = (detail: string) => new VerbatimError('TEMPLATE_INVALID', { file: basename(path), detail });
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw refuse('there is no such file');
  if (found.size > MOST_BYTES) throw refuse('it is larger than 256 KB');
  return parseReplyTemplate(await readFile(path, 'utf8'), rules, refuse);
}

/** @param refuse makes the error of a text that is no template */
export function parseReplyTemplate(
  text: string,
  { usual, holds }: TemplateRules,
  refuse: (detail: string) => Error,
): ReplyTemplate {
  const counter = new LineCounter();
  const document = parseDocument(text.replace(/^\uFEFF/, ''), { lineCounter: counter });
  const [error] = document.errors;
  if (error) throw refuse(`line ${counter.linePos(error.pos[0]).line}: ${error.code}`);
  let content: unknown;
  try {
    // Anchors are not needed, and a few of them can stand for gigabytes.
    content = document.toJS({ maxAliasCount: 0 });
  } catch {
    throw refuse('it has an alias');
  }
  const parsed = TEMPLATE.safeParse(content);
  if (!parsed.success) {
    const { path: at, message } = parsed.error.issues[0]!;
    throw refuse(`${at.join('.') || 'the file'}: ${message}`);
  }
  const { sign_off: signOff, facts: byTopic, openers, courtesies, ...template } = parsed.data;
  const facts = Object.entries(byTopic).flatMap(([topic, texts]) => texts.map((it) => ({ topic, text: it })));
  if (facts.length > MOST_FACTS) throw refuse(`it has more than ${MOST_FACTS} facts`);
  const broken = facts.find((fact) => template.forbidden.some((words) => holds(fact.text, words)));
  if (broken) throw refuse(`a fact of ${broken.topic} has forbidden words`);
  const words = usual[template.language];
  if (!words && openers === undefined) {
    throw refuse(
      `openers: they are needed for ${template.language}; known are ${Object.keys(usual).join(', ')}`,
    );
  }
  return {
    ...template,
    ...{ signOff, facts },
    openers: openers ?? words!.openers,
    courtesies: courtesies ?? words?.courtesies ?? [],
  };
}
