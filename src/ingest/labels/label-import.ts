import type { Database } from '../../db/client.ts';
import { type LabelWrite, sourcesOf, storeLabels } from '../../db/imports/labels.ts';
import { readTopics } from '../../db/topics/rows.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import { storedId } from '../../privacy/tombstone-macs.ts';
import { openInput } from '../bytes/byte-source.ts';
import { fileName } from '../bytes/file-name.ts';
import type { LayoutOptions } from '../records/file-layout.ts';
import { type FoundLayout, surveyFile } from '../records/file-survey.ts';
import type { ScannedRecord } from '../records/scanned-record.ts';
import { argillaAnswers, isArgilla, isFlat } from './argilla.ts';
import { objectOf } from './json-value.ts';
import { LabelReader } from './label-rows.ts';
import {
  isLabelStudio,
  isLabelStudioMin,
  labelStudioAnswers,
  labelStudioMinAnswers,
} from './label-studio.ts';
import { questionOf, type ReadRecord } from './questions.ts';
import { type LabelDefaults, type LabelReject, labelOf, shortName } from './written-label.ts';

export interface LabelImportOptions extends LayoutOptions {
  /** Finds comments whose id is stored as a pseudonym; null: only by ids as they are stored. */
  readonly keyring?: Keyring | null | undefined;
  readonly source?: string | undefined;
  readonly labeller?: string | undefined;
  readonly task?: string | undefined;
  /** The question of a labelling tool that holds the label, where its name is no task. */
  readonly question?: string | undefined;
}

export interface LabelImport {
  readonly file: string;
  readonly format: 'columns' | 'label-studio' | 'argilla';
  readonly read: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Answers that were not submitted, and rows of an export that nobody has labelled. */
  readonly skipped: number;
  /** Whether the form of the file cannot say which answers were submitted. */
  readonly maybeDrafts: boolean;
  /** Questions of a labelling tool that are no task of labels. */
  readonly otherQuestions: readonly string[];
  /** By line of the file. */
  readonly rejects: readonly LabelReject[];
}

/** Most names of questions that are reported. */
const MOST_QUESTIONS = 20;

/**
 * Reads labels by people from a file and stores them with the feedback of their source and id. It stores all of the file
 * or, if the file cannot be read, nothing. The same file again changes nothing.
 * @throws VerbatimError FILE_*, ENCODING_*, LABELS_INVALID
 */
export async function importLabels(
  database: Database,
  file: string,
  options: LabelImportOptions,
): Promise<LabelImport> {
  const input = await openInput(file, options);
  try {
    const sources = await sourcesOf(database);
    const defaults: LabelDefaults = {
      // The only source is the source.
      source: options.source ?? (sources.length === 1 ? sources[0]! : null),
      labeller: options.labeller ?? null,
      task: options.task ?? null,
      topics: await readTopics(database),
    };
    const { labels, rejects, ...found } = await surveyFile(input, options, async (layout, batches) => {
      const answers = answersReader(layout, options.question);
      const tool = answers && new ToolReader(answers.read, defaults, options.question);
      const reader = tool ?? new RowReader(new LabelReader(layout.header, defaults, input.name));
      for await (const batch of batches) for (const record of batch) reader.push(record);
      const { labels, rejects, skipped } = reader;
      const maybeDrafts = labels.length > 0 && answers?.format === 'argilla' && !isFlat(layout.header);
      const otherQuestions = [...(tool?.others ?? [])].sort();
      return {
        labels,
        rejects,
        skipped,
        maybeDrafts,
        otherQuestions,
        format: answers?.format ?? ('columns' as const),
      };
    });
    // Of a person's several answers, the latest is to be the last.
    labels.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    const read = labels.length + rejects.length;
    const from = found.format === 'columns' ? ownName(fileName(file)) : found.format;
    const { keyring = null } = options;
    const known = labels.map((label) => ({
      ...label,
      storedId: keyring && label.externalId && storedId(keyring, label.externalId),
    }));
    const { refused, ...counts } = await storeLabels(database, from, known);
    for (const { place, reason } of refused)
      rejects.push({ line: labels[place]!.line, reason, detail: REFUSED[reason] });
    rejects.sort((a, b) => a.line - b.line);
    return { file: input.name, ...found, read, ...counts, rejects };
  } finally {
    await input.close();
  }
}

const REFUSED = {
  unknown_feedback: 'no feedback of this source has this id',
  text_changed: 'the comment has another text than the one that was labelled',
  sentence_unknown: 'the comment has no sentence with these offsets',
} as const;

/** Only rules are named so. */
const ownName = (name: string): string => (/^rule /i.test(name) ? `file ${name}` : name);

type Labelled = LabelWrite & { readonly line: number; readonly at: string };

/** Labels and rejects of the records so far. */
abstract class Reader {
  readonly labels: Labelled[] = [];
  readonly rejects: LabelReject[] = [];
  skipped = 0;

  protected add(line: number, made: LabelWrite | Omit<LabelReject, 'line'>, at = ''): void {
    if ('detail' in made) this.rejects.push({ ...made, line });
    else this.labels.push({ ...made, line, at });
  }

  push({ line, cells, flaw, raw }: ScannedRecord): void {
    if (cells) this.read(cells, line, raw);
    else this.add(line, { reason: 'unreadable', detail: flaw!.detail });
  }

  protected abstract read(cells: readonly string[], line: number, raw: string): void;
}

/** A label a row. */
class RowReader extends Reader {
  readonly #rows: LabelReader;

  constructor(rows: LabelReader) {
    super();
    this.#rows = rows;
  }

  protected override read(cells: readonly string[], line: number): void {
    const made = this.#rows.read(cells, line);
    if (made) this.add(line, made);
    else this.skipped++;
  }
}

type Answers = (record: Readonly<Record<string, unknown>>) => ReadRecord;

/** A comment a record, with the answers of any number of people. */
class ToolReader extends Reader {
  readonly others = new Set<string>();
  readonly #answers: Answers;
  readonly #defaults: LabelDefaults;
  readonly #question: string | undefined;

  constructor(answers: Answers, defaults: LabelDefaults, question: string | undefined) {
    super();
    this.#answers = answers;
    this.#defaults = defaults;
    this.#question = question;
  }

  protected override read(_cells: readonly string[], line: number, raw: string): void {
    const found = this.#answers(objectOf(JSON.parse(raw))!);
    if (typeof found === 'string') {
      this.add(line, { reason: 'unreadable', detail: found });
      return;
    }
    this.skipped += found.skipped;
    for (const { about, question, value, labeller, at } of found.answers) {
      const task = question === this.#question ? (this.#defaults.task ?? 'sentiment') : questionOf(question);
      if (task === null) {
        if (this.others.size < MOST_QUESTIONS) this.others.add(shortName(question));
        continue;
      }
      if (value === null) {
        this.add(line, { reason: 'no_label', detail: 'an answer is empty, or chooses several labels' });
        continue;
      }
      const sentence = { start: null, end: null, reason: null };
      this.add(line, labelOf({ ...about, task, label: value, labeller, ...sentence }, this.#defaults), at);
    }
  }
}

/** How the answers in a file of a labelling tool are read; null for a file with a label a row. */
function answersReader({ layout, header }: FoundLayout, question: string | undefined) {
  if (layout.format === 'csv') return null;
  if (isLabelStudio(header)) return { format: 'label-studio' as const, read: labelStudioAnswers };
  if (isLabelStudioMin(header)) {
    const read: Answers = (record) => labelStudioMinAnswers(record, question);
    return { format: 'label-studio' as const, read };
  }
  return isArgilla(header) ? { format: 'argilla' as const, read: argillaAnswers } : null;
}
