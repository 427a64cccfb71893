import type { App } from '../../app/open.ts';
import { readable } from '../../domain/reading/clean-text.ts';
import { type Answer, type AnswerStatement, quotedIn } from '../../domain/search/answer.ts';
import { shareText } from '../../reporting/digest/words.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count, whole } from '../../reporting/formats/quantities.ts';
import { wrap } from '../../reporting/formats/wrap.ts';
import { openFinding } from '../../runs/search/open.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';
import { quoted } from '../quoted.ts';

export interface AskFlags {
  readonly limit?: number;
  readonly written: boolean;
}

/** `verbatim ask`. @throws VerbatimError as `Asker.ask` */
export async function ask(app: App, question: string, { limit, written }: AskFlags): Promise<Outcome> {
  const answer = await openFinding(app).asker.ask(question, {
    ...{ now: new Date(), written },
    ...(limit === undefined ? {} : { limit }),
  });
  await quoted(app, 'ask', quotedIn(answer));
  return done(answer, answerText(answer));
}

/** An answer at the width of the terminal. */
function answerText(answer: Answer): string {
  const width = terminalWidth();
  const { used, near, subject, statements, written, notes } = answer;
  const lines = (text: string, indent = 0) =>
    wrap(printable(text), width - indent).map((line) => ' '.repeat(indent) + line);
  return [
    ...used.flatMap((filter) => lines(filterText(filter))),
    ...(subject === '' ? [] : lines(`Looked for: ${subject}`)),
    ...near.flatMap(({ word, value, name }) =>
      lines(`“${word}” is no value that comments have. Did you mean ${value} (${name})?`),
    ),
    ...lines(foundText(answer)),
    ...statements.flatMap((one) => [
      '',
      ...lines(`“${readable(one.quote.text).trim()}”`, 2),
      ...lines(figuresText(one), 4),
    ]),
    ...(statements.length > 0
      ? ['', ...lines('Shares are of these comments, with their 95 % interval.')]
      : []),
    ...(written === null ? [] : ['', ...lines(writtenText(written))]),
    ...(written?.lines ?? []).flatMap(({ text, sentences }) => [
      ...lines(text, 2),
      ...lines(`borne out by comments ${[...new Set(sentences.map((it) => it.feedbackId))].join(', ')}`, 4),
    ]),
    ...notes.flatMap((note) => lines(`Note: ${note}`)),
  ].join('\n');
}

function writtenText({ writer, lines, sentences }: NonNullable<Answer['written']>): string {
  const dropped = sentences - lines.length;
  return `Written by ${writer}: ${count(sentences, 'sentence')}, ${whole(dropped)} of them dropped because comments do not bear them out.`;
}

function filterText({ words, what, name, value, others }: Answer['used'][number]): string {
  const also =
    others.length > 0 ? `; ${others.join(' and ')} ${others.length === 1 ? 'has' : 'have'} it, too` : '';
  const shown = what === 'attribute' ? `${name} = ${value}` : `${what} ${value}`;
  return `Filter: ${shown} (“${words}”${also})`;
}

/** "41 of 1,000 comments speak of it, 4.1 % (3–6): 20 say something negative, 12 something positive." */
function foundText({ about, comments, sampledFrom, statements, filter, subject }: Answer): string {
  const sampled = sampledFrom === null ? '' : `, an even sample of ${whole(sampledFrom)}`;
  const left = `${count(comments, 'comment')}${sampled}`;
  if (about === null || (statements.length === 0 && about.comments === 0))
    return `Nothing was found in ${left}.`;
  const sides = `${whole(about.negative)} say something negative about it, ${whole(about.positive)} something positive`;
  const all = filter.topic === undefined && subject !== '';
  const first = all ? `${whole(about.comments)} of ${left} speak of it, ${shareText(about.share)}` : left;
  const none = statements.length > 0 ? '' : ' No sentence of them answers the question.';
  return `${first}: ${sides}.${none}`;
}

function figuresText({ comments, people, share, opposite, sentiment, quote }: AnswerStatement): string {
  return [
    count(comments, 'comment') + (people === null ? '' : ` by at least ${count(people, 'person', 'people')}`),
    ...(share === null ? [] : [shareText(share)]),
    ...(opposite === 0 ? [] : [`${whole(opposite)} ${opposite === 1 ? 'says' : 'say'} the opposite`]),
    sentiment,
    quote.source,
    ...(quote.at === null ? [] : [quote.at.slice(0, 10)]),
    `comment ${quote.feedbackId}`,
  ].join(' · ');
}
