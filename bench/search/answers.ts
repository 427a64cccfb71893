import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingFacts } from '../../src/analysis/proof/facts.ts';
import { clearSide, type SourceSegment } from '../../src/analysis/source-segment.ts';
import { dot } from '../../src/analysis/vectors.ts';
import { openApp } from '../../src/app/open.ts';
import { answerSentences } from '../../src/db/search/answer-sentences.ts';
import { filterSql } from '../../src/db/search/comment-filter.ts';
import { searchedModel } from '../../src/db/search/searched-model.ts';
import type { Answer, AnswerStatement } from '../../src/domain/search/answer.ts';
import type { Topic } from '../../src/domain/topics/topic.ts';
import { openAsker } from '../../src/runs/search/ask.ts';
import { wholeFilter } from '../../src/runs/search/filter.ts';
import { questionEngines } from '../../src/runs/search/question-model.ts';
import { openSearcher } from '../../src/runs/search/search.ts';
import { candidatesOf, catalogueFiles } from '../../src/runs/topics/candidates.ts';
import { benchConfig } from '../bench-config.ts';
import { verbatim } from '../command.ts';
import { writePage } from '../page.ts';
import { banking77Texts, benchmarkTexts } from '../texts.ts';

/**
 * `npm run bench:answers`: 200 questions made from the topics of the catalogue, over comments of an own database
 * (DATABASE_URL): clothing reviews, and an even sample of the benchmark's comments. Every statement is judged by the
 * support check: cosine, names and numbers. Then questions on what nobody speaks of, over the clothing reviews alone.
 */
const QUESTIONS = 200;
/** Least cosine of a quote and a sentence that it stands for. */
const SUPPORT = 0.5;
const COMMENTS = 2_400;
const CLOTHING = 'clothing';
const NOW = new Date('2026-11-30T12:00:00Z');
/** Subjects that no clothing review has; of Banking77 an even sample of questions. */
const ABSENT = [
  'invoices in Portuguese;opening a bank account;cash machines;mortgages;insurance claims;medical appointments;parking',
  'at the hospital;nursing care;meals on the ward;app crashes;login and password;data loss and backup;power cuts;meter',
  'readings;mobile coverage;technician visits;local public transport;breakfast;taste of food;cancelled trips;luggage;car',
  'hire;wifi in the room;Bluetooth connection;vacuum cleaners;taxes;football;Rechnungen auf Portugiesisch;Frühstück;petit',
  'déjeuner;mot de passe;hipoteca;contraseña;visa applications;dog food;train delays;dentists;loan interest;roaming',
]
  .join(' ')
  .split(';');
const BANKING = 200;

await stored('clothing-reviews', [
  ...['run', join(import.meta.dirname, '../../examples/womens-clothing-reviews.csv'), '--source', CLOTHING],
]);
const folder = mkdtempSync(join(tmpdir(), 'verbatim-answers-'));
try {
  const texts = benchmarkTexts();
  const step = Math.floor(texts.length / COMMENTS);
  const rows = texts.filter((_, i) => i % step === 0).map((text, id) => JSON.stringify({ id, text }));
  writeFileSync(join(folder, 'benchmark.ndjson'), `${rows.join('\n')}\n`);
  await stored('benchmark texts', ['run', join(folder, 'benchmark.ndjson'), '--source', 'benchmark']);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const app = await openApp(benchConfig());
try {
  const { database } = app;
  const searcher = openSearcher({ database, openEngine: questionEngines(app) });
  const asker = openAsker({ database, searcher });
  const ask = (question: string) => asker.ask(question, { now: NOW });
  const { model } = (await searchedModel(database))!;

  const sums = { answered: 0, statements: 0, exact: 0, supported: 0, counted: 0, borneOut: 0, against: 0 };
  const failed: string[] = [];
  for (const question of questionsOf(await candidatesOf(catalogueFiles()))) {
    const answer = await ask(question);
    if (answer.statements.length > 0) sums.answered++;
    for (const statement of answer.statements) {
      const sources = await sourcesOf(answer, statement);
      const quote = sources.find((it) => it.start === statement.quote.start)!;
      sums.statements++;
      if (quote.text === statement.quote.text) sums.exact++;
      // The quote itself is no proof of what others say.
      const others = sources.filter((it) => it !== quote);
      const against = others.filter((it) => clearSide(it.sentiment) * clearSide(quote.sentiment) < 0);
      const borneOut = others.filter((it) => dot(quote.embedding, it.embedding) >= SUPPORT);
      sums.counted += others.length;
      sums.borneOut += borneOut.length;
      sums.against += against.length;
      const texts = sources.map(({ text }) => text);
      const kept = missingFacts(quote.text, texts).length === 0;
      if (kept && borneOut.length === others.length && against.length === 0) sums.supported++;
      else failed.push(`${question}: ${statement.quote.feedbackId}`);
    }
  }

  const nothing = async (questions: readonly string[]) => {
    const found: string[] = [];
    for (const question of questions) {
      const { statements } = await ask(`${question} in ${CLOTHING}`);
      if (statements.length > 0) found.push(question);
    }
    return { none: questions.length - found.length, of: questions.length, found };
  };
  const absent = await nothing(ABSENT);
  const banking = banking77Texts();
  const every = Math.floor(banking.length / BANKING);
  const bank = await nothing(banking.filter((_, i) => i % every === 0).slice(0, BANKING));
  const share = (n: number, of: number) => `${n} of ${of} (${((100 * n) / Math.max(1, of)).toFixed(1)} %)`;
  const page = [
    '| answers | |',
    '| --- | --- |',
    `| questions with an answer | ${share(sums.answered, QUESTIONS)} |`,
    `| statements | ${sums.statements} |`,
    `| quotes that are byte for byte in their comment | ${share(sums.exact, sums.statements)} |`,
    `| **statements that pass the support check, with all sentences that they count** (goal 100 %) | ${share(sums.supported, sums.statements)} |`,
    `| counted sentences that the quote bears out | ${share(sums.borneOut, sums.counted)} |`,
    `| counted sentences of the clearly opposite sentiment | ${share(sums.against, sums.counted)} |`,
    `| subjects that nobody speaks of: “nothing was found” | ${share(absent.none, absent.of)} |`,
    `| questions of Banking77 to clothing reviews: “nothing was found” | ${share(bank.none, bank.of)} |`,
  ].join('\n');
  console.log(page);
  for (const [what, list] of [
    ['not supported', failed],
    ['absent, found', absent.found],
    ['Banking77, found', bank.found],
  ] as const)
    console.error(`${what}: ${list.join('; ')}`);
  writePage('answers', page, 'npm run bench:answers');

  /** The sentences that a statement counts, read again from the tables. */
  async function sourcesOf(
    { filter }: Answer,
    { sentences, quote }: AnswerStatement,
  ): Promise<SourceSegment[]> {
    const whole = await wholeFilter(database, { ...filter, sentiment: null });
    const rows = await answerSentences(database, model.id, sentences, filterSql(whole));
    const [own] = rows.filter((it) => it.documentId === quote.documentId && it.ordinal === quote.ordinal);
    return [own!, ...rows.filter((it) => it !== own)];
  }
} finally {
  await app.lifecycle.close();
}

/** "What do people say about TOPIC" of each subject, then "why are people unhappy about TOPIC", then in German. */
function questionsOf(topics: readonly Topic[]): string[] {
  const subjects = topics.filter(({ kind }) => kind === 'subject');
  return [
    ...subjects.map(({ name }) => `What do people say about ${name.toLowerCase()}?`),
    ...subjects.map(({ name }) => `Why are people unhappy about ${name.toLowerCase()}?`),
  ].slice(0, QUESTIONS);
}

async function stored(what: string, args: readonly string[]): Promise<void> {
  console.error(`${what} …`);
  await verbatim(args, {});
}
