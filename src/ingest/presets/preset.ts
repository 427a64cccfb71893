import { LineCounter, type Node, parseDocument } from 'yaml';
import { z } from 'zod';
import { suggestion } from '../../domain/suggestion.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { parseScale, type ScaleChoice } from '../columns/rating-scale.ts';
import { DECIMAL_SIGNS } from '../columns/ratings.ts';
import { DATE_ORDERS, isTimeZone } from '../columns/time-format.ts';

/** Kinds of header rows below the names of the columns. */
export const HEADER_ROWS = ['questions', 'import ids', 'options'] as const;
export type HeaderRowKind = (typeof HEADER_ROWS)[number];

/** Names that one column has in different versions and languages of a tool; a final `*` stands for anything. */
export type Names = readonly string[];

/** One kind of file that a tool exports. */
export interface ExportKind {
  /** Behind the tool's name: `reviews`; blank where the tool has one kind only. */
  readonly called: string;
  /** The columns that tell the file: one name of each. */
  readonly has: readonly Names[];
  /** The name of the first column, where that is telling. */
  readonly first: Names;
  /** How many headings must ask something. */
  readonly asks: number;
  readonly header: readonly HeaderRowKind[];
  readonly columns: Readonly<Partial<Record<'id' | 'time' | 'rating' | 'language' | 'author', Names>>>;
  /** Columns of texts, one name of each; `open questions`: every column of the survey that holds answers in words. */
  readonly texts: readonly Names[] | 'open questions';
  /** Columns of a survey that are no questions. */
  readonly known: Names;
  /** Columns that tell who somebody is. */
  readonly drop: Names;
  /** Columns that are not stored. */
  readonly ignore: Names;
  readonly scale: ScaleChoice | undefined;
  readonly nps: boolean | undefined;
  /** The order of dates that the tool writes, where no date of the file tells it. */
  readonly dates: 'day-first' | 'month-first' | undefined;
  readonly timeZone: string | undefined;
  readonly decimal: 'point' | 'comma' | undefined;
  /** Values of columns that speak of rows which are no customers. */
  readonly warn: readonly {
    readonly column: Names;
    readonly values: readonly string[];
    readonly says: string;
  }[];
  /** What a person should know of such a file; sentences. */
  readonly notes: readonly string[];
}

/** What is known of the files of one tool. */
export interface Preset {
  readonly name: string;
  /** Of the tool, for messages. */
  readonly title: string;
  /** Where its format is known from. */
  readonly restsOn: string;
  readonly exports: readonly ExportKind[];
}

export const PRESET_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
const LONGEST = { yaml: 256 * 1024, names: 400 };

const name = z.string().trim().min(1).max(500);
// A column has one name, or several of which a file has one.
const names = z
  .union([name, z.array(name).max(LONGEST.names)])
  .transform((given) => (typeof given === 'string' ? [given] : given));
const EXPORT = z.strictObject({
  called: z.string().trim().max(100).default(''),
  has: z.array(names).max(40).default([]),
  first: names.default([]),
  asks: z.int().min(0).max(20).default(0),
  header: z.array(z.enum(HEADER_ROWS)).max(3).default([]),
  columns: z
    .strictObject({
      ...{ id: names.optional(), time: names.optional(), rating: names.optional() },
      ...{ language: names.optional(), author: names.optional() },
    })
    .default({}),
  texts: z.union([z.literal('open questions'), z.array(names).max(20)]).default([]),
  known: names.default([]),
  drop: names.default([]),
  ignore: names.default([]),
  scale: z.string().max(20).transform(asScale).optional(),
  nps: z.boolean().optional(),
  dates: z.enum(DATE_ORDERS).optional(),
  'time-zone': z
    .string()
    .max(64)
    .refine(isTimeZone, { error: 'is no time zone such as Europe/Berlin' })
    .optional(),
  decimal: z.enum(DECIMAL_SIGNS).optional(),
  warn: z
    .array(
      z.strictObject({
        ...{ column: names, values: z.array(name).min(1).max(50), says: z.string().trim().min(1).max(200) },
      }),
    )
    .max(5)
    .default([]),
  notes: z.array(z.string().trim().min(1).max(500)).max(10).default([]),
});
const PRESET = z.strictObject({
  name: z
    .string()
    .regex(PRESET_NAME, { error: 'takes small letters, digits and hyphens, such as my-survey' })
    // As a setting it says that there is no preset.
    .refine((name) => name !== 'none', { error: 'is not none' }),
  title: z.string().trim().min(1).max(100),
  'rests-on': z.string().trim().max(2_000).default(''),
  exports: z
    .array(
      EXPORT.refine(({ has, first }) => has.length > 0 || first.length > 0, {
        error: 'has neither the field has nor the field first, so that nothing would tell such a file',
      }),
    )
    .min(1)
    .max(20),
});

function asScale(text: string, context: z.RefinementCtx): ScaleChoice {
  try {
    return parseScale(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'is no scale such as 1-5, 6-1 or none' });
    return z.NEVER;
  }
}

/**
 * Reads a preset in YAML; docs/presets.md has the form.
 * @throws VerbatimError PRESET_UNREADABLE with the line
 */
export function readPreset(text: string, file: string): Preset {
  const refuse = (detail: string) => new VerbatimError('PRESET_UNREADABLE', { file, detail });
  if (text.length > LONGEST.yaml) throw refuse('it is longer than 256 KB');
  const lines = new LineCounter();
  const document = parseDocument(text.replace(/^\uFEFF/, ''), { lineCounter: lines });
  const lineOf = (path: readonly PropertyKey[]) => {
    for (let length = path.length; length >= 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as Node | undefined;
      if (node?.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  const [error] = document.errors;
  if (error) throw refuse(`line ${lines.linePos(error.pos[0]).line}: ${error.code}`);
  // Anchors are not needed, and a few of them can stand for gigabytes.
  const parsed = PRESET.safeParse(plain(() => document.toJS({ maxAliasCount: 0 }), refuse));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(`line ${lineOf(issue!.path)}: ${detailOf(issue!)}`);
  }
  const { 'rests-on': restsOn, exports, ...named } = parsed.data;
  return {
    ...{ ...named, restsOn },
    exports: exports.map(({ 'time-zone': timeZone, scale, nps, dates, decimal, columns, ...kind }) => ({
      ...{ ...kind, timeZone, scale, nps, dates, decimal },
      columns: Object.fromEntries(Object.entries(columns).filter(([, given]) => given !== undefined)),
    })),
  };
}

function plain(read: () => unknown, refuse: (detail: string) => Error): unknown {
  try {
    return read();
  } catch {
    throw refuse('it has aliases (*), which are not read');
  }
}

const FIELDS = [...Object.keys(EXPORT.shape), ...Object.keys(PRESET.shape)];

function detailOf(issue: z.core.$ZodIssue): string {
  const place = issue.path.map(String).join('.') || 'the file';
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!.slice(0, 40);
    const likely = suggestion(key, FIELDS);
    return `there is no field ${key}${likely === null ? '' : ` (did you mean ${likely}?)`}`;
  }
  return `${place}: ${issue.message}`;
}
