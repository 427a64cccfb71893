import { createHash } from 'node:crypto';
import { orderedJson, type Policy, policyHash } from '../../audit/policy.ts';
import { type AxisSpread, swapChecks } from '../../audit/swaps/checks.ts';
import { feedbackChecks, type JudgedSwap } from '../../audit/swaps/feedback-checks.ts';
import { languageLine, languageSummary } from '../../audit/swaps/language-summary.ts';
import {
  feedbackRecords,
  type JudgedRealSwap,
  joinedRecords,
  suiteRecords,
} from '../../audit/swaps/records.ts';
import { REAL_AXES, realSwaps, realWords } from '../../audit/swaps/suite/real-swaps.ts';
import { SUITE_LANGUAGES, swapSuite } from '../../audit/swaps/suite/suite.ts';
import type { SwapJudgement } from '../../audit/swaps/terms.ts';
import { conclusionOf } from '../../audit/verdict/conclusion.ts';
import { type Draft, withEvidence } from '../../audit/verdict/draft.ts';
import { judgedRecords } from '../../audit/verdict/judged-records.ts';
import { recordAudit, type StoredAudit } from '../../db/audits/audits.ts';
import { swapCandidates } from '../../db/audits/swap-candidates.ts';
import type { Database, Queryable } from '../../db/client.ts';
import type { StoredModel } from '../../db/results/models.ts';
import { feedbackLanguages } from '../../db/themes/texts.ts';
import type { AuditRecord, AuditTrigger, EvidenceRecord } from '../../domain/audit-record.ts';
import type { SwapRecords } from '../../domain/swap-record.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';

/** The results of a model for texts, in their order. */
type JudgeTexts = (texts: readonly string[]) => Promise<SwapJudgement[]>;

interface SwapAuditOptions {
  readonly policy: Policy;
  readonly model: Pick<StoredModel, 'id' | 'hash' | 'name' | 'version'>;
  /** Languages of the sentences, ISO 639-1. */
  readonly languages: readonly string[];
  readonly judge: JudgeTexts;
  /** Also swaps in stored comments (C4). */
  readonly real: boolean;
  /** Only comments of this source; null is all. */
  readonly source: string | null;
  readonly trigger: AuditTrigger;
  readonly codeVersion: string;
  readonly now: Date;
}

export interface SwapAudit extends StoredAudit {
  readonly record: AuditRecord;
}

/** Documents that C4 reads and swaps, at most. */
const REAL = { looked: 200_000, most: 5_000 };

/**
 * The counterfactual audit of a model (C1 to C4): the same sentence about another person. The suite is the same for every
 * model and expands in full, so the same model, policy and comments give the same numbers.
 * @throws VerbatimError AUDIT_LANGUAGE_UNKNOWN
 */
export async function runSwapAudit(database: Database, options: SwapAuditOptions): Promise<SwapAudit> {
  const { policy, model, source, judge, now } = options;
  const suites = options.languages.map((language) => {
    const suite = swapSuite(language);
    if (suite) return suite;
    throw new VerbatimError('AUDIT_LANGUAGE_UNKNOWN', { language, known: SUITE_LANGUAGES.join(', ') });
  });
  const families: [string, readonly Draft[]][] = [];
  const evidence = new Map<Draft, readonly EvidenceRecord[]>();
  const spreads: AxisSpread[] = [];
  const notes: string[] = [];
  const records: SwapRecords[] = [];
  let rows = 0;
  for (const suite of suites) {
    const texts = suite.texts.map(({ text }) => text);
    const judgements = await judgedOnce(texts, judge);
    const found = swapChecks(suite, judgements, policy);
    records.push(suiteRecords(suite, judgements));
    families.push([`counterfactual/${suite.language}`, found.drafts]);
    for (const [draft, behind] of found.evidence) evidence.set(draft, behind);
    spreads.push(...found.spreads);
    notes.push(...found.notes);
    rows += texts.length;
  }
  if (options.real && policy.checks.includes('C4')) {
    const real = await realSwapsOf(database, source, judge);
    const found = feedbackChecks(real.swaps, policy);
    families.push(['counterfactual/feedback', found.drafts]);
    for (const [draft, behind] of found.evidence) evidence.set(draft, behind);
    notes.push(real.note);
    records.push(feedbackRecords(real.all));
    rows += real.swaps.length;
  }
  const { adjustment, sentences: language } = policy;
  const metrics = families.flatMap(([family, drafts]) =>
    judgedRecords(drafts, family, { adjustment, language, hiddenOf: () => null }).map((record, i) =>
      /warn|fail/.test(record.status) ? withEvidence(record, evidence.get(drafts[i]!) ?? []) : record,
    ),
  );
  const summaries = suites.map(({ language }) =>
    languageSummary(
      language,
      metrics.filter(({ family }) => family === `counterfactual/${language}`),
    ),
  );
  const record: AuditRecord = {
    ...{ kinds: ['counterfactual'], trigger: options.trigger, modelId: model.id, source },
    policy: { sha256: policyHash(policy), document: policy },
    window: { from: null, to: null },
    inputSha256: createHash('sha256')
      .update(
        orderedJson({
          ...{ policy: policyHash(policy), model: model.hash, source, code: options.codeVersion },
          ...{ suites: suites.map(({ sha256 }) => sha256), values: metrics.map(({ value }) => value) },
        }),
      )
      .digest('hex'),
    ...{ rows, pending: 0, hiddenRows: 0, seed: policy.seed, codeVersion: options.codeVersion },
    notes: [...summaries.map(languageLine), ...notes],
    charts: {
      swaps: spreads,
      suites: suites.map(({ templates, sha256 }, i) => ({ ...summaries[i]!, templates, sha256 })),
    },
    startedAt: now,
    groups: [],
    metrics,
    swaps: joinedRecords(records),
  };
  const gate = { failOn: policy.failOn, require: policy.require.filter((check) => check.startsWith('C')) };
  const stored = await recordAudit(database, record, (before) => conclusionOf(metrics, before, gate, now));
  return { ...stored, record };
}

/**
 * The languages of suites that a model serves (all for a model that names none) and that stored feedback is in, detected
 * or as stated; without any such feedback, all that it serves. English always counts: only its suite can fail.
 */
export async function suiteLanguagesOf(database: Queryable, served: readonly string[]): Promise<string[]> {
  const known = SUITE_LANGUAGES.filter((language) => served.length === 0 || served.includes(language));
  const spoken = (await feedbackLanguages(database)).map((tag) => tag.toLowerCase().split(/[-_]/)[0]!);
  const found = known.filter((language) => spoken.includes(language));
  return found.length === 0 ? known : known.filter((it) => it === 'en' || found.includes(it));
}

/** Judges equal sentences once, such as baselines that several axes share. */
async function judgedOnce(texts: readonly string[], judge: JudgeTexts): Promise<SwapJudgement[]> {
  const different = [...new Set(texts)];
  const judged = await judge(different);
  const byText = new Map(different.map((text, i) => [text, judged[i]!]));
  return texts.map((text) => byText.get(text)!);
}

async function realSwapsOf(database: Database, source: string | null, judge: JudgeTexts) {
  const { looked, candidates } = await swapCandidates(database, realWords(), source, REAL);
  const found = candidates.flatMap(({ feedbackId, text }) =>
    realSwaps(text).map((swap) => ({ feedbackId, swap })),
  );
  const judgements = await judgedOnce(
    found.flatMap(({ swap }) => ('first' in swap ? [swap.first, swap.second] : [])),
    judge,
  );
  const answers = judgements.values();
  const all = found.map(({ feedbackId, swap }): JudgedRealSwap => {
    if ('skipped' in swap) return { feedbackId, swap, judged: null };
    return { feedbackId, swap, judged: { first: answers.next().value!, second: answers.next().value! } };
  });
  const swaps = all.flatMap(({ feedbackId, swap, judged }): JudgedSwap[] =>
    judged ? [{ axis: swap.axis, feedbackId, ...judged }] : [],
  );
  const reasons = Map.groupBy(
    found.flatMap(({ swap }) => ('skipped' in swap ? [swap.skipped] : [])),
    (reason) => reason,
  );
  const skipped = [...reasons].sort().map(([reason, all]) => `${all.length} ${reason}`);
  const axes = REAL_AXES.map((axis) => `${axis} ${swaps.filter((swap) => swap.axis === axis).length}`);
  const left = skipped.length > 0 ? `; left out: ${skipped.join(', ')}` : '';
  return { swaps, all, note: `Swaps in feedback (C4), of ${looked} texts: ${axes.join(', ')}${left}.` };
}
