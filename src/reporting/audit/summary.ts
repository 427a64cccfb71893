import { groupText } from '../../audit/wording/names.ts';
import { count, whole } from '../formats/quantities.ts';
import { type FindingPair, findingPairs } from './finding-pairs.ts';
import type { AuditReport } from './report-record.ts';

const percent = (share: number) => `${Math.round(share * 100)}%`;

type Summarised = Omit<AuditReport, 'summary'>;

/** Five sentences for a manager: scope, findings, certainty, accuracy of the model, what to do and who does it. */
export function summaryOf(report: Summarised): string[] {
  const pairs = findingPairs(report);
  return [lookedAt(report), found(report, pairs), howSure(report), howRight(report), whatToDo(report, pairs)];
}

const isOfSwaps = ({ audit }: Summarised) => audit.kinds.every((kind) => kind === 'counterfactual');

function lookedAt(report: Summarised): string {
  const { audit, model, groups, policy, provenance } = report;
  const judge = `the model ${model.name} ${model.version}`;
  if (isOfSwaps(report)) {
    return `This audit asked ${judge} for its judgement of ${count(audit.rows, 'sentence')} that differ only in the person they are about.`;
  }
  const by = policy.document.attributes.map((name) => {
    const n = groups.filter(({ attribute, hidden }) => attribute === name && hidden === null).length;
    return `${name} (${count(n, 'group')})`;
  });
  const only = provenance?.otherRows === 0 && provenance.sources.length === 1 ? provenance.sources[0] : null;
  const from = only ? ` from ${only.source}` : ' from several sources';
  return `This audit compares how ${judge} judged ${count(audit.rows, 'comment')}${from}, ${periodOf(report)}, between groups by ${by.join(', ')}.`;
}

function periodOf({ audit, provenance }: Summarised): string {
  const days = (provenance?.sources ?? []).flatMap(({ from, to }) => (from && to ? [from, to] : [])).sort();
  if (days.length > 0) return `written from ${days[0]} to ${days.at(-1)}`;
  const { from, to } = audit.window;
  return from || to ? `from ${from ?? 'the beginning'} to before ${to ?? 'now'}` : 'without dates';
}

function found(report: Summarised, pairs: readonly FindingPair[]): string {
  const earlier =
    report.openFromEarlier > 0
      ? `; ${count(report.openFromEarlier, 'finding')} of earlier audits ${report.openFromEarlier === 1 ? 'stays' : 'stay'} open`
      : '';
  if (pairs.length === 0) {
    return report.counts.pass === 0
      ? `There were not enough data to tell whether there are differences${earlier}.`
      : `It found no difference beyond the limits where there were enough data${earlier}.`;
  }
  const failed = pairs.filter(({ severity }) => severity === 'fail').length;
  const first = pairs[0]!;
  const brief = first.findings[0]!.brief ?? first.findings[0]!.sentence.replace(/\.( .*)?$/s, '');
  const what = first.findings[0]!.brief === null ? brief : `${first.title}: ${brief}`;
  const many = isOfSwaps(report)
    ? `${count(pairs.length, 'effect')} of a swapped word`
    : `${count(pairs.length, 'difference')} between groups that chance does not explain`;
  const split = failed > 0 ? ` (${failed} beyond the fail limit)` : '';
  return `It found ${many}${split}${pairs.length > 1 ? ', the first of them' : ''}, ${what}${earlier}.`;
}

function howSure({ counts, metrics, policy, audit }: Summarised): string {
  const decided = counts.fail + counts.warn + counts.pass;
  const all = decided + counts.insufficient;
  const hidden =
    audit.hiddenRows > 0 ? `; ${count(audit.hiddenRows, 'comment')} are in groups too small to show` : '';
  const needed = metrics
    .flatMap(({ rowsNeeded }) => (rowsNeeded === null ? [] : [rowsNeeded]))
    .sort((a, b) => a - b);
  const middle = needed[Math.floor((needed.length - 1) / 2)];
  const more =
    counts.insufficient === 0 || middle === undefined
      ? ''
      : `, of which half need ${whole(middle)} comments or more in the group`;
  return `Of ${count(all, 'comparison')}, ${whole(decided)} could be decided, so that at most ${percent(policy.document.q)} of the findings are expected to be chance, and ${whole(counts.insufficient)} could not${more}${hidden}.`;
}

function howRight({ accuracy, charts, audit }: Summarised): string {
  if (accuracy) {
    const { labelled, right, low, high, mostFrequent } = accuracy;
    return `By the labels of people, the model's sentiment is right on ${percent(right / labelled)} of ${count(labelled, 'labelled text')} (${percent(low)} to ${percent(high)}); always saying “${mostFrequent.label}” would be right on ${percent(mostFrequent.share)}.`;
  }
  if (audit.kinds.includes('counterfactual')) {
    return 'The sentences are made for this test, so it does not say how often the model is right about your comments.';
  }
  const rated = charts.ratings as { rated: number; followed: number } | undefined;
  const labels = audit.kinds.includes('labelled') ? 'Too few comments have labels' : 'No comment has a label';
  if (rated && rated.rated > 0) {
    return `${labels} by people, so how often the model is right is not known; it follows the customers' own low or high rating in ${percent(rated.followed / rated.rated)} of ${count(rated.rated, 'comment')}.`;
  }
  return `${labels} by people and none a rating, so how often the model is right is not known.`;
}

function whatToDo(report: Summarised, pairs: readonly FindingPair[]): string {
  const { verdict, findings } = report;
  const open = pairs.filter(({ findings }) => findings.some(({ state }) => state !== 'accepted'));
  if (pairs.length > 0 && open.length === 0) {
    return 'Every finding is accepted for a time: the person who accepted them has to decide again before that ends.';
  }
  if (verdict === 'fail') {
    return `The owner of the model should not release it until the ${findings.some(({ severity, state }) => severity === 'fail' && state !== 'accepted') ? 'failed findings are' : 'failure is'} fixed, or a named person accepts them until a date (verbatim audit accept).`;
  }
  const asked = labelsAsked(report);
  if (asked) {
    return `Before anyone acts on a difference, the analyst should have people label ${count(asked.n, 'comment')} of ${asked.who}, drawn at random, to tell whether the customers or the model differ (verbatim label import).`;
  }
  if (open.length > 0) {
    return 'The analyst should read the comments behind each finding and say whose difference it is, before the owner of the model decides.';
  }
  if (report.counts.pass === 0)
    return 'The analyst should audit again with more comments, or by fewer and larger groups.';
  return 'Nothing has to be done now; the analyst should audit again when the model or the customers change.';
}

/** The labels that the first undecided finding needs. */
function labelsAsked({ findings, metrics }: Summarised): { n: number; who: string } | null {
  for (const { fingerprint, state } of findings) {
    if (state !== 'new' && state !== 'ongoing') continue;
    const metric = metrics.find((it) => it.fingerprint === fingerprint)!;
    const explanation = metric.method.explanation as
      | { byLabels: string | null; byRatings: string | null; labelsNeeded: number }
      | undefined;
    if (!explanation || explanation.byLabels !== null || explanation.byRatings === 'same') continue;
    if (explanation.labelsNeeded === 0) continue;
    return { n: explanation.labelsNeeded, who: groupText(metric.attribute, metric.group) };
  }
  return null;
}
