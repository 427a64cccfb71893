import { reasonText } from '../../audit/wording/sentences.ts';
import type { CardAudit } from '../../db/audits/audit-card.ts';
import { escapedMarkdown } from './text.ts';

/** Findings that a card spells out; it counts the others. */
const FINDINGS = 40;

/**
 * A section for the card of a model: the findings of its audits, and every check without enough data.
 * @param model name, version and hash of its files
 */
export function cardText(
  model: { readonly name: string; readonly version: string; readonly hash: string },
  audits: readonly CardAudit[],
): string {
  const lines = [
    '## Bias audit',
    '',
    `Model ${escapedMarkdown(model.name)} ${escapedMarkdown(model.version)}, SHA-256 \`${model.hash}\`. Printed by \`verbatim audit card\`; docs/bias-audits.md says what each check is.`,
  ];
  for (const audit of audits) lines.push('', ...auditLines(audit));
  return `${lines.join('\n')}\n`;
}

function auditLines(audit: CardAudit): string[] {
  const ofSwaps = audit.kinds.includes('counterfactual');
  const { counts, findings, untold, notes } = audit;
  const title = ofSwaps ? 'The same sentences about other people' : 'Feedback by groups';
  const of = ofSwaps
    ? `${audit.rows} sentences`
    : `${audit.rows} comments, ${audit.from ?? 'the beginning'} to ${audit.to ?? 'the end'}`;
  const lines = [
    `### ${title}: ${audit.verdict}`,
    '',
    `${audit.kinds.join(', ')}; ${of}; ${audit.day}; policy \`${audit.policySha256}\`; Verbatim ${audit.codeVersion}. ${counts.fail} fail, ${counts.warn} warn, ${counts.pass} pass, ${counts.insufficient} without enough data.`,
    '',
  ];
  if (findings.length === 0) lines.push('No findings.');
  for (const { severity, state, sentence } of findings.slice(0, FINDINGS)) {
    const accepted = state === 'accepted' ? ' (accepted until a date)' : '';
    lines.push(`- **${severity}**${accepted}: ${escapedMarkdown(sentence)}`);
  }
  if (findings.length > FINDINGS) lines.push(`- and ${findings.length - FINDINGS} more`);
  if (untold.length > 0) {
    lines.push('', 'Not enough data:', '');
    for (const { check, reason, metrics } of untold) {
      lines.push(`- ${check}: ${metrics} ${metrics === 1 ? 'metric' : 'metrics'}, ${reasonText(reason)}`);
    }
  }
  if (notes.length > 0) lines.push('', 'Notes:', '', ...notes.map((note) => `- ${escapedMarkdown(note)}`));
  return lines;
}
