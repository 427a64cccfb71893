import { groupText, taskText } from '../../audit/wording/output-names.ts';
import { printable } from '../formats/cell-text.ts';
import { xml } from '../formats/svg.ts';
import type { AuditReport } from './report-record.ts';

/** Rows of the table; the others are in the JSON, under `method.baseRates` of each metric of L1 and L3. */
const MOST_ROWS = 60;

const percent = (share: number) => `${Math.round(share * 100)}%`;

/** What people say of each group, beside what the model makes of it: precision and calibration follow it. */
export function baseRates({ metrics }: AuditReport): string {
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
    return [
      `<tr><td>${xml(printable(what))}</td>${cells.map((cell) => `<td class="num">${cell}</td>`).join('')}</tr>`,
    ];
  });
  if (rows.length === 0) return '';
  const left = rows.length > MOST_ROWS ? `<p class="small">${MOST_ROWS} of ${rows.length}.</p>` : '';
  return `<section><h2>Base rates</h2><p>Where a label is rarer among people, the model’s precision is lower and its probabilities are further off, whoever writes: read both beside the share that people call so.</p><table><thead><tr><th></th><th>called so by people</th><th>rest</th><th>precision</th><th>rest</th><th>mean probability less base rate</th><th>rest</th></tr></thead><tbody>${rows.slice(0, MOST_ROWS).join('')}</tbody></table>${left}</section>`;
}
