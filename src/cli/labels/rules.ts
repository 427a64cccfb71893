import { contradictions } from '../../analysis/word-rules.ts';
import type { App } from '../../app/open.ts';
import { activeModel } from '../../db/results/models.ts';
import { readTopics } from '../../db/topics/rows.ts';
import { readable } from '../../domain/reading/clean-text.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { openRules } from '../../ingest/labels/rules-file.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count, whole } from '../../reporting/formats/quantities.ts';
import { wrap } from '../../reporting/formats/wrap.ts';
import { applyWordRules, type RuleExample } from '../../runs/review/word-rules.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';

/** Rules and contradictions that are listed, and code points of an example. */
const MOST_SHOWN = 30;
const LONGEST_EXAMPLE = 200;

/**
 * `verbatim label rules FILE`: weak labels of sentences.
 * @throws VerbatimError RULES_INVALID, RULES_CONTRADICTORY, RULES_UNREADABLE, FILE_*
 */
export async function labelRules(
  { database }: App,
  file: string,
  { dryRun = false }: { dryRun?: boolean },
): Promise<Outcome> {
  const topics = await readTopics(database);
  const rules = await openRules(file, topics);
  const [clash, ...more] = contradictions(rules);
  if (clash) {
    const [first, second] = clash.map((place) => rules[place]!.line);
    const others = more.length > 0 ? `, and ${more.length} more` : '';
    const detail = `lines ${first} and ${second} have one phrase and different labels${others}`;
    throw new VerbatimError('RULES_CONTRADICTORY', { file, detail });
  }
  const model = await activeModel(database, 'feedback');
  if (!model) throw new VerbatimError('RULES_UNREADABLE');
  const outcome = await applyWordRules(database, model.id, rules, dryRun);

  const width = terminalWidth();
  const taskName = (task: string) => {
    const topic = topics.find(({ id }) => task === `topic ${id}`);
    return topic ? `topic ${topic.name}: ` : task === 'sentiment' ? '' : `${task}: `;
  };
  const { added, changed, unchanged, withdrawn, conflicts } = outcome;
  const shown = outcome.rules.slice(0, MOST_SHOWN);
  const lines = [
    `${count(rules.length, 'phrase')} read: ${whole(added)} labels added, ${whole(changed)} changed, ${whole(unchanged)} as they were, ${whole(withdrawn)} withdrawn.`,
    ...(dryRun ? ['Nothing was changed (--dry-run).'] : []),
    ...shown.flatMap(({ name, task, value, sentences, modelAgrees, examples }) => {
      const agree =
        modelAgrees === null || sentences === 0 ? '' : `; the model says so of ${whole(modelAgrees)}`;
      const text = `${printable(name)} → ${printable(taskName(task))}${value}: ${count(sentences, 'sentence')}${agree}`;
      return ['', ...wrap(text, width), ...quoted(examples, width)];
    }),
    ...furtherLine(outcome.rules.length - shown.length, 'rule'),
    ...(conflicts.length > 0
      ? ['', ...wrap('Rules that contradict each other in a sentence, which then gets no label:', width)]
      : []),
    ...conflicts.slice(0, MOST_SHOWN).flatMap(({ rules: said, sentences, examples }) => {
      const text = said.map(({ name, value }) => `${printable(name)} → ${value}`).join(', ');
      return [...wrap(`${text}: ${count(sentences, 'sentence')}`, width), ...quoted(examples, width)];
    }),
    ...furtherLine(conflicts.length - MOST_SHOWN, 'contradiction'),
  ];
  return done({ file, phrases: rules.length, dryRun, ...outcome }, lines.join('\n'));
}

const furtherLine = (left: number, noun: string): string[] =>
  left > 0 ? [`… and ${count(left, `more ${noun}`)}; --json has all`] : [];

const quoted = (examples: readonly RuleExample[], width: number): string[] =>
  examples.flatMap(({ text, sentiment }) => {
    const plain = printable(readable(text));
    const cut =
      [...plain].length > LONGEST_EXAMPLE ? `${[...plain].slice(0, LONGEST_EXAMPLE).join('')}…` : plain;
    return wrap(`“${cut}” model: ${sentiment}`, width - 2).map((line) => `  ${line}`);
  });
