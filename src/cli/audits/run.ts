import { writeFile } from 'node:fs/promises';
import type { App } from '../../app/open.ts';
import { parseWindow } from '../../audit/window.ts';
import type { SentenceLanguage } from '../../audit/wording/sentences.ts';
import { evidenceWords } from '../../db/audits/evidence-words.ts';
import type { Database } from '../../db/client.ts';
import { detailOf, VerbatimError } from '../../errors/verbatim-error.ts';
import { auditHtml } from '../../reporting/audit/html.ts';
import { auditReport } from '../../reporting/audit/report.ts';
import type { AuditReport } from '../../reporting/audit/report-record.ts';
import { auditJson, auditJunit, auditMarkdown, auditTable, type Words } from '../../reporting/audit/text.ts';
import { joinedAttributes } from '../../reporting/known-attributes.ts';
import { auditedModel, policyFrom } from '../../runs/audit/choice.ts';
import { runAudit } from '../../runs/audit/run.ts';
import { VERSION } from '../../version.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';
import { quoted } from '../quoted.ts';

type AuditFormat = 'table' | 'json' | 'junit' | 'md' | 'html';

export interface AuditFlags {
  readonly by?: string[];
  readonly window?: string;
  readonly policy?: string;
  readonly failOn?: 'fail' | 'warn';
  readonly sentences?: SentenceLanguage;
  readonly source?: string;
  readonly model?: string;
  readonly trigger?: 'manual' | 'nightly' | 'release';
  readonly format: AuditFormat;
  readonly output?: string;
  /** False shows ids only, for a report to pass on. */
  readonly quotes?: boolean;
}

/** `verbatim audit`. */
export async function auditCommand({ database }: App, flags: AuditFlags): Promise<Outcome> {
  const now = new Date();
  const by = flags.by && (await joinedAttributes(database, flags.by));
  const policy = await policyFrom({ ...flags, ...(by && { by }) });
  const model = await auditedModel({ database }, flags.model);
  const run = await runAudit(database, {
    policy,
    model,
    window: parseWindow(flags.window ?? 'all', now),
    source: flags.source ?? null,
    trigger: flags.trigger ?? 'manual',
    codeVersion: VERSION,
    now,
  });
  return auditOutcome(database, await auditReport(database, run, model), flags);
}

/**
 * The report on standard output or in a file, with the exit code of its gate.
 * @throws VerbatimError FILE_UNWRITABLE
 */
export async function auditOutcome(
  database: Database,
  report: AuditReport,
  flags: Pick<AuditFlags, 'format' | 'output' | 'quotes'>,
): Promise<Outcome> {
  const words = await wordsOf(database, report, flags);
  await quoted({ database }, 'audit', [...words.keys()]);
  const text = rendered(report, flags.format, words);
  if (flags.output !== undefined) {
    await writeReport(flags.output, text);
    const { id } = report.audit;
    return done(
      { audit: id, verdict: report.verdict, file: flags.output },
      `Audit ${id}: ${report.verdict}; ${flags.output}`,
      report.exitCode,
    );
  }
  return done(report, text, report.exitCode);
}

/** Formats for people quote comments; those for machines and pull requests have ids only. */
function wordsOf(
  database: Database,
  { findings }: AuditReport,
  { format, quotes }: Pick<AuditFlags, 'format' | 'quotes'>,
): Promise<Words> {
  const read = quotes !== false && (format === 'html' || format === 'table');
  return evidenceWords(database, read ? findings.flatMap(({ evidence }) => evidence) : []);
}

function rendered(report: AuditReport, format: AuditFormat, words: Words): string {
  if (format === 'json') return auditJson(report);
  if (format === 'junit') return auditJunit(report);
  if (format === 'md') return auditMarkdown(report);
  return format === 'html' ? auditHtml(report, words) : auditTable(report, terminalWidth(), words);
}

async function writeReport(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new VerbatimError('FILE_UNWRITABLE', { file, detail: detailOf(error) }, { cause: error });
  }
}
