import { basename } from 'node:path';
import { type RatingScale, scaleText } from '../../domain/rating-scale.ts';
import type { Skipped, SkippedKind } from '../../ingest/records/body-rows.ts';
import type { ImportSummary } from '../../ingest/store/import-file.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count, whole } from '../../reporting/formats/quantities.ts';

/** What the import understood and rejected, in lines of at most 80 columns. A longer path stays whole, to be copied. */
export function explainImport(summary: ImportSummary): string {
  const { rejected, importId } = summary;
  const lines = [
    ...fileLines(summary),
    entry('Source', [summary.source]),
    ...preset(summary),
    entry('Columns', columns(summary)),
    entry('Attributes', summary.attributes.length > 0 ? shortened(summary.attributes) : ['none']),
    ...(summary.ignored.length > 0 ? [entry('Ignored', shortened(summary.ignored))] : []),
    ...hidden(summary, ['keep one with --column NAME=mask, keep or hash']),
    ...formats(summary),
    ...ratings(summary),
    ...summary.notes.flatMap((note, at) => sentence(at === 0 ? 'Note' : '', note)),
    ...(summary.skipped.length > 0 ? [entry('Skipped', summary.skipped.map(skippedRows))] : []),
    entry('Rows', [rowCounts(summary)]),
  ];
  if (summary.withoutText > 0) {
    lines.push(entry('', [`${count(summary.withoutText, 'row')} without text: stored, not analysed`]));
  }
  if (summary.erased > 0) lines.push(entry('', [erasedRows(summary)]));
  lines.push(...maskedParts(summary));
  if (summary.titled > 0) {
    lines.push(entry('', [`${count(summary.titled, 'row')} without text: the title is the text`]));
  }
  for (const { column, count: cells, firstLine, examples } of summary.unparsed) {
    const where = `${count(cells, 'value')} of ${cut(column, 22)} not understood (first: line ${firstLine})`;
    lines.push(entry('', [where, 'kept as attribute', ...examples.map((cell) => JSON.stringify(cell))]));
  }
  const reasons = Object.entries(summary.rejectsByReason).sort(([, a], [, b]) => b - a);
  for (const [at, [reason, rejects]] of reasons.entries()) {
    lines.push(entry(at === 0 ? 'Rejected' : '', [`${whole(rejects)} ${reason}`]));
  }
  if (rejected > 0 && importId !== null) {
    lines.push(entry('', [`correct them: verbatim rejects --import ${importId} --output rejects.csv`]));
  }
  for (const [at, sample] of summary.samples.entries()) {
    lines.push(entry(at === 0 ? 'Samples' : '', [`line ${sample.line}: ${sample.text}`]));
  }
  if (summary.samples.some(({ cut }) => cut)) lines.push(entry('', ['(… the text goes on)']));
  return lines.join('\n');
}

function fileLines(summary: ImportSummary): string[] {
  const both = entry('File', [`${summary.file} (${understood(summary)})`]);
  return both.length <= WIDTH ? [both] : [entry('File', [summary.file]), entry('', [understood(summary)])];
}

/** The export of a tool that was recognised, and what that means. */
const preset = ({ preset: found }: ImportSummary): string[] =>
  found === null ? [] : sentence('Preset', found.sentences.join(' '));

const erasedRows = ({ erased, importId }: ImportSummary) =>
  `${count(erased, 'row')} of erased people ${importId === null ? 'would not be' : erased === 1 ? 'was not' : 'were not'} stored`;

/** Columns that are not stored as they are. */
function hidden({ dropped, hashed }: ImportSummary, hint: readonly string[] = []): string[] {
  return [
    ...(dropped.length > 0
      ? [entry('Dropped', shortened(dropped)), ...hint.map((it) => entry('', [it]))]
      : []),
    ...(hashed.length > 0 ? [entry('Hashed', shortened(hashed))] : []),
  ];
}

/** What was masked, most first. */
const maskedParts = ({ masked }: Pick<ImportSummary, 'masked'>): string[] =>
  kinds('Masked', Object.entries(masked));

/** What the analysis masked and flagged: names, by kind. */
export function treatedNames(masked: Readonly<Record<string, number>>): string[] {
  const FLAGGED = 'flagged_';
  const all = Object.entries(masked);
  const flagged = all.filter(([kind]) => kind.startsWith(FLAGGED));
  return [
    ...kinds(
      'Masked',
      all.filter((it) => !flagged.includes(it)),
    ),
    ...kinds(
      'Flagged',
      flagged.map(([kind, n]) => [kind.slice(FLAGGED.length), n]),
    ),
  ];
}

function kinds(label: string, parts: readonly (readonly [string, number])[]): string[] {
  const ordered = parts.toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  if (ordered.length === 0) return [];
  return [
    entry(
      label,
      ordered.map(([kind, n]) => count(n, ...namesOf(kind))),
    ),
  ];
}

/** How people call a kind of what is masked: one, and several. */
const MASKED_KINDS: Readonly<Record<string, readonly [string, string]>> = {
  email: ['e-mail address', 'e-mail addresses'],
  phone: ['phone number', 'phone numbers'],
  iban: ['IBAN', 'IBANs'],
  card: ['card number', 'card numbers'],
  tax_id: ['tax number', 'tax numbers'],
  identity_number: ['identity number', 'identity numbers'],
  ip: ['IP address', 'IP addresses'],
  url: ['URL with user data', 'URLs with user data'],
  birth_date: ['date of birth', 'dates of birth'],
  person: ['name of a person', 'names of persons'],
  place: ['name of a place', 'names of places'],
};
const namesOf = (kind: string): readonly [string, string] => MASKED_KINDS[kind] ?? [kind, kind];

function rowCounts(summary: ImportSummary): string {
  const { read, accepted, duplicates, changed, rejected, erased, importId } = summary;
  const verb = importId === null ? 'to take' : 'accepted';
  const rows = [`${whole(read)} read = ${whole(accepted)} ${verb}`, `${whole(duplicates)} known`];
  if (changed > 0) rows.push(`${whole(changed)} changed`);
  if (erased > 0) rows.push(`${whole(erased)} erased`);
  return [...rows, `${whole(rejected)} rejected`].join(' + ');
}

/**
 * What the import understood, in five lines of at most 80 columns: file, source, columns, formats, rows. Long names, such
 * as survey questions, are cut.
 */
export function outlineImport(summary: ImportSummary): string {
  const { dates, timeZone, decimal, skipped, withoutText, titled, attributes } = summary;
  const facts = [
    ...(dates ? [`dates ${dates}`] : []),
    ...(timeZone ? [`times in ${timeZone}`] : []),
    ...(decimal ? [`decimal ${decimal}`] : []),
    ...skipped.map(skippedRows),
  ];
  const texts = [
    ...(withoutText > 0 ? [`${whole(withoutText)} without text`] : []),
    ...(titled > 0 ? [`${whole(titled)} by title`] : []),
  ];
  const others = attributes.length > 0 ? [`+ ${count(attributes.length, 'attribute')}`] : [];
  const name = basename(summary.file);
  return [
    line('File', `${cut(name, 40)} (${understood(summary)})`),
    line('Source', summary.source),
    ...preset(summary),
    line('Columns', columnLine(summary, others)),
    line('Formats', facts.join(', ') || 'plain'),
    line('Rows', [rowCounts(summary), ...texts].join(', ')),
    ...hidden(summary),
    ...maskedParts(summary),
    ...(summary.erased > 0 ? [line('', erasedRows(summary))] : []),
  ].join('\n');
}

/** Fields and their columns on one line: names are cut to the most characters that leave room for all. */
function columnLine(summary: ImportSummary, others: readonly string[]): string {
  const pairs = Object.entries(summary.columns).map(([field, names]) => [field, [names].flat()] as const);
  const at = (room: number) => {
    const fields = pairs.map(
      ([field, names]) => `${field} = ${several(names.map((name) => cut(printable(name), room)))}`,
    );
    return [...fields, ...others].join(', ');
  };
  for (let room = WIDTH - LABEL; room > 4; room--) if (at(room).length <= WIDTH - LABEL) return at(room);
  return at(4);
}

/** Of many names the first two. */
const several = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 2).join(' + ')} + ${names.length - 2} more` : names.join(' + ');

const line = (label: string, text: string) => label.padEnd(LABEL) + cut(printable(text), WIDTH - LABEL);

const shortened = (names: readonly string[]) => names.map((name) => cut(name, WIDTH - LABEL - 1));

const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

const KINDS: Record<SkippedKind, string> = {
  title: 'title',
  repeated_header: 'repeated header',
  comment_line: 'comment',
  total: 'total',
};

function skippedRows({ kind, rows, firstLine, lastLine }: Skipped): string {
  const where = firstLine === lastLine ? `line ${firstLine}` : `lines ${firstLine} to ${lastLine}`;
  return `${whole(rows)} ${KINDS[kind]} ${rows === 1 ? 'row' : 'rows'} (${where})`;
}

function understood({ format, encoding, delimiter, quote, header }: ImportSummary): string {
  if (format !== 'csv') return `${encoding}, ${format === 'json' ? 'JSON array' : 'NDJSON'}`;
  const parts = [encoding, `delimiter ${JSON.stringify(delimiter)}`];
  if (quote !== 'double') parts.push(`quotes ${quote}`);
  if (!header) parts.push('no header row');
  return parts.join(', ');
}

function columns(summary: ImportSummary): string[] {
  return Object.entries(summary.columns).flatMap(([field, names]) => {
    const how = summary.byContent.includes(field) ? ' (by its content)' : '';
    return [names].flat().map((name) => `${field} = ${cut(name, NAME)}${how}`);
  });
}

function formats({ dates, timeZone, decimal }: ImportSummary): string[] {
  const items = [];
  if (dates) items.push(`dates ${dates}`);
  if (timeZone && timeZone !== 'UTC') items.push(`times in ${timeZone}`);
  if (decimal === 'comma') items.push('decimal comma');
  return items.length > 0 ? [entry('Formats', items)] : [];
}

const BY: Record<RatingScale['by'], string> = {
  user: 'as said',
  labels: 'by its labels',
  name: 'by its name',
  values: 'by its values',
  source: 'as in earlier files',
  preset: 'by the preset',
};

function ratings({ columns: { rating }, scale, ratingsAside }: ImportSummary): string[] {
  if (rating === undefined) return [];
  const { outside, firstOutside, notRated } = ratingsAside;
  const items = [scale ? `scale ${scaleText(scale)} (${BY[scale.by]})` : 'scale not known'];
  if (scale?.inverted) items.push(`${scale.low} is best`);
  if (scale?.nps) items.push('NPS');
  if (outside > 0) items.push(`${whole(outside)} outside it set aside (first: line ${firstOutside})`);
  if (notRated > 0) items.push(`${count(notRated, 'zero')} not rated`);
  return [entry('Rating', items)];
}

const LABEL = 11;
const WIDTH = 80;
/** Longest name that leaves room for its field and how it was found. */
const NAME = 34;

/** A label and its items, wrapped between items. */
function entry(label: string, items: readonly string[]): string {
  const lines: string[] = [];
  let line = label.padEnd(LABEL);
  for (const [i, item] of items.entries()) {
    const text = printable(item);
    const piece = i < items.length - 1 ? `${text},` : text;
    const empty = line.length <= LABEL;
    if (!empty && line.length + 1 + piece.length > WIDTH) {
      lines.push(line);
      line = ' '.repeat(LABEL) + piece;
    } else {
      line += empty ? piece : ` ${piece}`;
    }
  }
  return [...lines, line].join('\n');
}

/** A sentence, wrapped between words. */
function sentence(label: string, text: string): string[] {
  const lines = [label.padEnd(LABEL - 1)];
  for (const word of printable(text).split(' ')) {
    const last = lines.at(-1)!;
    if (last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${' '.repeat(LABEL)}${word}`);
  }
  return lines;
}
