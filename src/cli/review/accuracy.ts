import type { App } from '../../app/open.ts';
import type { AccuracyRow } from '../../audit/labelled/sampled-accuracy.ts';
import { definedAttributes } from '../../db/imports/attributes.ts';
import { activeModel, type StoredModel } from '../../db/results/models.ts';
import { readTopics } from '../../db/topics/rows.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count, whole } from '../../reporting/formats/quantities.ts';
import { renderTable } from '../../reporting/formats/render-table.ts';
import { wrap } from '../../reporting/formats/wrap.ts';
import { joinedAttributes, knownAttributes } from '../../reporting/known-attributes.ts';
import type { ReportSection } from '../../reporting/report.ts';
import { countOf, share, text } from '../../reporting/reports/columns.ts';
import { auditedModel } from '../../runs/audit/choice.ts';
import { type MeasuredAccuracy, measureAccuracy } from '../../runs/review/accuracy.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';

export interface AccuracyFlags {
  readonly by?: readonly string[];
  /** Name, version or hash. */
  readonly model?: string;
}

/**
 * `verbatim accuracy`: measures the model on the sampled comments that people have labelled, and stores it.
 * @throws VerbatimError MODEL_UNKNOWN, ATTRIBUTE_UNKNOWN
 */
export async function accuracy({ database }: App, flags: AccuracyFlags): Promise<Outcome> {
  const model =
    flags.model === undefined
      ? await activeModel(database, 'feedback')
      : await auditedModel({ database }, flags.model);
  const by = await slicesOf(database, flags.by ?? []);
  if (!model) return done({ model: null }, 'No model has judged anything yet: verbatim run FILE.csv');
  const measured = await measureAccuracy(database, model.id, by);
  const { sampled, labelled } = measured;
  const rows = measured.rows.filter(({ slice }) => slice === 'all' || by.includes(slice));
  const topics = new Map((await readTopics(database)).map(({ id, name }) => [`topic ${id}`, name]));
  const { name, version, hash } = model;
  const json = { model: { name, version, hash }, sampled, labelled, rows };
  return done(json, shown(model, measured, rows, by, topics));
}

async function slicesOf(database: App['database'], names: readonly string[]): Promise<string[]> {
  const given = await joinedAttributes(database, names);
  const defined = (await definedAttributes(database)).map(({ name }) => name);
  const known = ['source', 'language', 'sample', ...defined];
  await knownAttributes(
    database,
    given.filter((name) => !known.includes(name)),
  );
  return given;
}

function shown(
  { name, version }: StoredModel,
  { sampled, labelled }: MeasuredAccuracy,
  rows: readonly AccuracyRow[],
  by: readonly string[],
  topics: ReadonlyMap<string, string>,
): string {
  if (sampled === 0) return 'No sample is drawn yet: verbatim nightly, or verbatim review draw sample.';
  const state = `${printable(`${name} ${version}`)}: ${whole(labelled)} of ${count(sampled, 'sampled comment')} ${labelled === 1 ? 'is' : 'are'} labelled.`;
  const lines = (note: string) => wrap(`${state} ${note}`, terminalWidth()).join('\n');
  if (rows.length === 0)
    return lines('Comments of ten people are needed at least: verbatim label next, or the page /review.');
  const sections = [...Map.groupBy(rows, ({ task }) => task)].flatMap(([task, own]) => {
    const title = taskTitle(task, topics);
    return [
      overall(
        title,
        own.filter(({ slice }) => slice === 'all'),
      ),
      ...by.flatMap((slice) => sliced(title, slice, own)),
    ];
  });
  const note = 'Values are of all comments that were drawn from, with the 95 % interval.';
  return `${renderTable(sections, terminalWidth())}${lines(note)}`;
}

function taskTitle(task: string, topics: ReadonlyMap<string, string>): string {
  const topic = topics.get(task);
  const title = topic === undefined ? task : `topic ${printable(topic)}`;
  return `${title[0]!.toUpperCase()}${title.slice(1)}`;
}

const VALUE = share('estimate', 'low', 'high', 'value (95 %)');

const NAMES = {
  accuracy: 'right',
  recall: 'recall',
  precision: 'precision',
  f1: 'mean F1',
  calibration: 'calibration error',
  alpha: 'agreement of people (α)',
} as const satisfies Record<AccuracyRow['measure'], string>;

const overall = (title: string, rows: readonly AccuracyRow[]): ReportSection => ({
  ...{ name: 'accuracy', title, description: '', record: false, notes: [] },
  columns: [text('measure'), text('class'), countOf('n'), VALUE],
  rows: rows.map(({ measure, class: of, n, estimate, low, high }) => {
    return { measure: NAMES[measure], class: of === '' ? 'all' : of, n, estimate, low, high };
  }),
});

function sliced(title: string, slice: string, rows: readonly AccuracyRow[]): ReportSection[] {
  const own = rows.filter((row) => row.slice === slice && row.measure === 'accuracy');
  const none = `No value of it has ten labelled comments.`;
  return [
    {
      ...{ name: 'accuracy', title: `${title} by ${printable(slice)}`, description: '', record: false },
      columns: [text('level', printable(slice)), countOf('n'), { ...VALUE, label: 'right (95 %)' }],
      rows: own.map(({ level, n, estimate, low, high }) => ({ level, n, estimate, low, high })),
      notes: own.length === 0 ? [none] : [],
    },
  ];
}
