import type { App } from '../../app/open.ts';
import type { StoredJudge } from '../../db/topics/judges.ts';
import type { Topic } from '../../domain/topics/topic.ts';
import { inUse } from '../../domain/topics/topic-edits.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { judgeTrials, topicsInUse } from '../../runs/topics/prepared.ts';
import { type Estimate, wilsonShare } from '../../statistics/intervals/intervals.ts';
import { done, type Outcome } from '../output.ts';

/** `verbatim topic check [NAME]`. @throws VerbatimError TOPICS_NONE, TOPIC_UNKNOWN, TOPICS_UNREADABLE */
export async function topicCheck(app: App, name: string | undefined, signal: AbortSignal): Promise<Outcome> {
  const all = await topicsInUse(app);
  const topics = name === undefined ? all : [inUse(all, name)];
  const judges = await (await judgeTrials(app, all, signal)).judges(topics, { checked: true });
  const checks = topics.map((topic, i) => checked(topic, judges[i]!));
  return done(name === undefined ? checks : checks[0], checks.map(textOf).join('\n'));
}

function checked({ id, name }: Topic, { method, examples, counterExamples, check }: StoredJudge) {
  const share = (hits: number, n: number): (Estimate & { n: number }) | null =>
    n === 0 ? null : { ...wilsonShare(hits, n)!, n };
  return {
    ...{ id, name, method, examples, counterExamples },
    precision: check && share(check.hits, check.hits + check.falseAlarms),
    recall: check && share(check.hits, check.hits + check.misses),
  };
}

function textOf({ name, method, examples, precision, recall }: ReturnType<typeof checked>): string {
  const own = `${printable(name)}: ${method === 'head' ? 'a head of its own' : 'by its description'}, ${count(examples, 'example')}`;
  if (!recall) return `${own}. Give examples to check it by.`;
  const shown = (what: string, share: (Estimate & { n: number }) | null) =>
    share
      ? `${what} ${share.value.toFixed(2)} (${share.low.toFixed(2)}–${share.high.toFixed(2)}, n ${share.n})`
      : `no ${what}: nothing was found`;
  return `${own}; ${shown('precision', precision)}, ${shown('recall', recall)}`;
}
