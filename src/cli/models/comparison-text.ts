import { isCalibrated } from '../../analysis/promotion/comparison.ts';
import { modelTitle } from '../../inference/model/served-model.ts';
import { count, whole } from '../../reporting/formats/quantities.ts';
import { wrap } from '../../reporting/formats/wrap.ts';
import type { Shadow } from '../../runs/models/shadow.ts';
import { type Estimate, wilsonShare } from '../../statistics/intervals/intervals.ts';
import { terminalWidth } from '../output.ts';

const INDENT = 12;
const FEWEST_SHOWN = 10;

/** What a comparison found, for people. */
export function comparisonText(found: Shadow): string {
  const { comparison, candidate, active, leftOut, margin } = found;
  const { labelled, candidateRight, activeRight, onlyCandidate, onlyActive, p, level } = comparison;
  const { accuracy, f1, calibration, verdict } = comparison;
  const out =
    leftOut > 0 ? `, ${whole(leftOut)} more left out (people are divided, or a model has no answer)` : '';
  const lines: [string, string | null][] = [
    ['Candidate', modelTitle(candidate.model)],
    ['Active', modelTitle(active)],
    ['Labelled', `${count(labelled, 'comment')} drawn at random that people labelled${out}`],
    [
      'Right',
      labelled < FEWEST_SHOWN
        ? null
        : `candidate ${share(candidateRight, labelled)}, active ${share(activeRight, labelled)}; only the candidate ${whole(onlyCandidate)}, only the active model ${whole(onlyActive)}`,
    ],
    ['Accuracy', accuracy && points(accuracy)],
    ['McNemar', accuracy && pText(p, level)],
    ['Macro F1', f1 && points(f1)],
    [
      'Calibration',
      calibration &&
        `error ${percent(calibration.candidate)} against ${percent(calibration.active)}: ${points(calibration.difference)}`,
    ],
    ['Others', othersText(found)],
    ['Verdict', VERDICTS[verdict](margin) + (isCalibrated(comparison) ? '' : '; not calibrated')],
  ];
  return lines
    .flatMap(([name, text]) =>
      text === null
        ? []
        : wrap(text, terminalWidth() - INDENT).map((line, i) => (i === 0 ? name : '').padEnd(INDENT) + line),
    )
    .join('\n');
}

const VERDICTS = {
  better: () => 'better beyond chance',
  'not worse': (margin: number) => `not worse by ${number(100 * margin)} points`,
  worse: () => 'worse beyond chance',
  open: () => 'open: these labels do not tell the two apart',
  'too few': () => 'too few labels: 30 random comments that both have judged are needed',
} as const;

/** "better", and how many points of accuracy, in few words. */
export function verdictInShort({
  verdict,
  accuracy,
}: {
  readonly verdict: string;
  readonly accuracy: Pick<Estimate, 'value' | 'low' | 'high'> | null;
}): string {
  return accuracy ? `${verdict}, accuracy ${points(accuracy)}` : verdict;
}

function othersText({ others }: Pick<Shadow, 'others'>): string | null {
  if (!others || others.sampled < FEWEST_SHOWN) return null;
  const { value, low, high } = wilsonShare(others.changed, others.sampled)!;
  return `${percent(value)} (${percent(low)} to ${percent(high)}) of ${count(others.sampled, 'random comment')} would get another sentiment`;
}

function pText(p: number | null, level: number): string {
  if (p === null) return 'no comment that only one of them judged rightly';
  const needed = level < 0.05 ? `; this look needs less than ${number(level, 4)}` : '';
  return `p = ${p < 0.0001 ? '< 0.0001' : number(p, 4)}${needed}`.replace('= <', '<');
}

const number = (value: number, digits = 2) => String(Number(value.toFixed(digits)));
const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
const share = (part: number, of: number) => percent(part / of);
const signed = (value: number) =>
  `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(100 * value).toFixed(1)}`;

/** "+4.2 points (1.1 to 7.3)". */
const points = ({ value, low, high }: Pick<Estimate, 'value' | 'low' | 'high'>): string =>
  `${signed(value)} points (${signed(low)} to ${signed(high)})`;
