import { html } from 'htm/preact';
import type { OverallTest } from '../../audit/verdict/overall-test.ts';
import { groupText, taskText } from '../../audit/wording/names.ts';
import { printable } from '../formats/cell-text.ts';
import { number, pText, section, shownOf, table } from './elements.ts';
import type { AuditReport, ReportedMetric } from './report-record.ts';

/** Rows of a table; the others are in the JSON, under `method` of each metric. */
const MOST_ROWS = 60;

/** Do the groups differ at all? One row for each attribute and outcome, smallest p first. */
export function overall({ metrics }: AuditReport) {
  const tables = new Map<string, { metric: ReportedMetric; test: OverallTest }>();
  for (const metric of metrics) {
    const test = metric.method.overall as OverallTest | undefined;
    if (!test) continue;
    const { check, metric: name, task, attribute, stratum } = metric;
    const key = JSON.stringify([check, name, task, attribute, stratum]);
    if (!tables.has(key)) tables.set(key, { metric, test });
  }
  if (tables.size === 0) return null;
  const ordered = [...tables.values()].sort((a, b) => a.test.p - b.test.p);
  const shown = ordered.slice(0, MOST_ROWS);
  const rows = shown.map(({ metric: { check, attribute, task, stratum }, test }) => {
    const of = `${attribute} · ${taskText(task)}${stratum === null ? '' : ` (${stratum})`}`;
    const rough = test.leastExpected !== undefined && test.leastExpected < 5 ? '≈ ' : '';
    return html`<tr>
      <td>${check}</td><td>${printable(of)}</td><td>${test.test}</td>${number(test.groups)}
      ${number(`${test.statistic.toFixed(1)} (${test.degreesOfFreedom})`)}${number(rough + pText(test.p))}
    </tr>`;
  });
  return section(
    'Over all groups',
    html`
      <p>Before groups are compared one by one: do they differ at all? Hidden groups are left out, and no status depends on these tests. Values of p are not adjusted; ≈ marks tests of small counts.</p>
      <details>
        <summary>${ordered.length} tests</summary>
        ${table(['', 'of', 'test', 'groups', 'statistic (df)', 'p'], rows)}
        ${shownOf(shown.length, ordered.length)}
      </details>`,
  );
}

const percent = (share: number) => `${Math.round(share * 100)}%`;

/** The base rates of each group with precision and calibration, which depend on them. */
export function baseRates({ metrics }: AuditReport) {
  const precise = metrics.filter(
    ({ metric, hidden }) => metric === 'precision_difference' && hidden === null,
  );
  const rows = precise.flatMap(({ task, attribute, group, groupValue, referenceValue, method }) => {
    const rates = method.baseRates as { group: number | null; reference: number | null } | undefined;
    if (!rates || rates.group === null || rates.reference === null) return [];
    const calibration = metrics.find((it) => {
      const isSame = it.task === task && it.attribute === attribute && it.group === group;
      return isSame && it.metric === 'mean_score_minus_base_rate' && it.hidden === null;
    });
    const cells = [
      ...[rates.group, rates.reference].map(percent),
      ...[groupValue, referenceValue].map((it) => (it === null ? '–' : percent(it))),
      ...[calibration?.groupValue, calibration?.referenceValue].map((it) =>
        typeof it === 'number' ? it.toFixed(2) : '–',
      ),
    ];
    const what = `${taskText(task)} · ${groupText(attribute, group)}`;
    return [html`<tr><td>${printable(what)}</td>${cells.map(number)}</tr>`];
  });
  if (rows.length === 0) return null;
  const heads = [
    '',
    'labelled by people',
    'rest',
    'precision',
    'rest',
    'mean probability less base rate',
    'rest',
  ];
  return section(
    'Base rates',
    html`
      <p>If people give a label less often, the precision of the model is lower and its probabilities are further off, whoever writes. Read both together with the share of labels by people.</p>
      ${table(heads, rows.slice(0, MOST_ROWS))}
      ${shownOf(MOST_ROWS, rows.length, '.')}`,
  );
}
