import type { OverallTest } from '../../audit/verdict/overall-test.ts';
import { taskText } from '../../audit/wording/output-names.ts';
import { printable } from '../formats/cell-text.ts';
import { xml } from '../formats/svg.ts';
import type { AuditReport, ReportedMetric } from './report-record.ts';

/** Rows of the table; the others are in the JSON, under `method.overall` of each metric. */
const MOST_ROWS = 60;

/** Do the groups differ at all? One row for each attribute and what was compared, smallest p first. */
export function overall({ metrics }: AuditReport): string {
  const tables = new Map<string, { metric: ReportedMetric; test: OverallTest }>();
  for (const metric of metrics) {
    const test = metric.method.overall as OverallTest | undefined;
    if (!test) continue;
    const { check, metric: name, task, attribute, stratum } = metric;
    const key = JSON.stringify([check, name, task, attribute, stratum]);
    if (!tables.has(key)) tables.set(key, { metric, test });
  }
  if (tables.size === 0) return '';
  const ordered = [...tables.values()].sort((a, b) => a.test.p - b.test.p);
  const cells = ordered.slice(0, MOST_ROWS).map(({ metric, test }) => {
    const of = `${metric.attribute} · ${taskText(metric.task)}${metric.stratum === null ? '' : ` (${metric.stratum})`}`;
    const rough = test.leastExpected !== undefined && test.leastExpected < 5 ? '≈ ' : '';
    return `<tr><td>${metric.check}</td><td>${xml(printable(of))}</td><td>${test.test}</td><td class="num">${test.groups}</td><td class="num">${test.statistic.toFixed(1)} (${test.degreesOfFreedom})</td><td class="num">${rough}${pText(test.p)}</td></tr>`;
  });
  const more =
    ordered.length > cells.length
      ? `<p class="small">${cells.length} of ${ordered.length}; the JSON has all.</p>`
      : '';
  return `<section><h2>Over all groups</h2><p>Before they are compared one by one: do the groups differ at all? Groups that are hidden are not in it, and no status depends on it. Values of p are not adjusted; ≈ marks those of small counts.</p><details><summary>${ordered.length} tests</summary><table><thead><tr><th></th><th>of</th><th>test</th><th>groups</th><th>statistic (df)</th><th>p</th></tr></thead><tbody>${cells.join('')}</tbody></table>${more}</details></section>`;
}

const pText = (p: number) => (p < 0.001 ? '&lt; 0.001' : p.toFixed(3));
