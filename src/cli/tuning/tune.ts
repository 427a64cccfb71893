import type { App } from '../../app/open.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { wrap } from '../../reporting/formats/wrap.ts';
import { type SentimentTuning, tuneActiveSentiment } from '../../runs/tuning/sentiment.ts';
import { type TopicTuning, tuneTopic } from '../../runs/tuning/topic.ts';
import type { Estimate } from '../../statistics/intervals/intervals.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';

/** `verbatim tune sentiment`. */
export async function sentimentTune(
  app: App,
  flags: { readonly name?: string; readonly dryRun?: boolean },
): Promise<Outcome> {
  const tuned = await tuneActiveSentiment(app, flags);
  const { labels, check, base, seconds } = tuned;
  const { comments, sentences, texts, byRule, divided, unjudged } = labels;
  const own = [
    ...(comments > 0 ? [count(comments, 'comment')] : []),
    ...(sentences > 0 ? [count(sentences, 'sentence')] : []),
  ];
  const left = [
    ...(byRule > 0 ? [`${byRule} more by rules`] : []),
    ...(divided > 0 ? [`people are divided on ${divided}`] : []),
    ...(unjudged > 0 ? [`${unjudged} of texts not judged yet`] : []),
  ];
  const lines = [
    field('Labels', [`${count(texts, 'text')}: ${own.join(' and ')}`, ...left].join('; ')),
    field('Before', `right about ${share(check.before)} of ${check.n}, by ${base.name} ${base.version}`),
    field('Tuned', `right about ${share(check.after)}, in cross-validation`),
    field(
      'Difference',
      check.difference ? `${points(check.difference)}, ${seconds.toFixed(1)} s` : 'cannot be told',
    ),
    '',
    ...wrap(sentimentVerdict(tuned, flags), terminalWidth()),
  ];
  return done(tuned, lines.join('\n'));
}

function sentimentVerdict(
  { strength, model, base }: SentimentTuning,
  { dryRun }: { dryRun?: boolean },
): string {
  if (strength === null) {
    return `No head is better than that of ${base.name} beyond chance, so nothing is made. Label more, or leave the model as it is.`;
  }
  if (dryRun) return 'Nothing is made. Without --dry-run it becomes a model beside the others.';
  const { name, version, hash } = model!;
  return `${name} ${version} (${hash.slice(0, 12)}) is made, and not active. Compare it with the active model: verbatim model shadow ${hash.slice(0, 12)}`;
}

/** `verbatim tune topic NAME`. */
export async function topicTune(
  app: App,
  name: string,
  flags: { readonly apply?: boolean },
  signal: AbortSignal,
): Promise<Outcome> {
  const tuned = await tuneTopic(app, name, { ...flags, signal });
  const { topic, about, not, divided, unplaced, added } = tuned;
  const left = [
    ...(divided > 0 ? [`people are divided on ${divided}`] : []),
    ...(unplaced > 0 ? [`${unplaced} labels belong to no single sentence`] : []),
  ];
  const verdict =
    added === null
      ? 'Nothing is changed. With --apply the sentences become examples and counter-examples.'
      : `${printable(topic.name)} has ${count(added, 'more example')}, and is judged anew.`;
  const lines = [
    field('Topic', printable(topic.name)),
    field('Sentences', `${about} about it, ${not} not${left.map((it) => `; ${it}`).join('')}`),
    field('Before', fitText(tuned.before)),
    field('With them', `${fitText(tuned.after)}, in cross-validation`),
    '',
    ...wrap(verdict, terminalWidth()),
  ];
  return done(tuned, lines.join('\n'));
}

const INDENT = 12;
const field = (name: string, text: string): string =>
  wrap(text, terminalWidth() - INDENT)
    .map((line, i) => `${(i === 0 ? name : '').padEnd(INDENT)}${line}`)
    .join('\n');

const whole = (value: number) => Math.round(100 * value);
/** "84 % (79 to 88)". */
const share = ({ value, low, high }: Estimate): string =>
  `${whole(value)} % (${whole(low)} to ${whole(high)})`;
const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(100 * value).toFixed(1)}`;
const points = ({ value, low, high }: Estimate): string =>
  `${signed(value)} points (${signed(low)} to ${signed(high)})`;

function fitText({ precision, recall, f1 }: TopicTuning['before']): string {
  return [
    `F1 ${f1?.toFixed(2) ?? 'cannot be told'}`,
    precision ? `precision ${share(precision)}` : 'nothing is found',
    ...(recall ? [`recall ${share(recall)}`] : []),
  ].join(', ');
}
