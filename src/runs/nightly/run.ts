import { prepareModel } from '../../app/model-choice.ts';
import type { App } from '../../app/open.ts';
import { note } from '../../app/streams.ts';
import { deleteOldAccess } from '../../db/privacy/access-log.ts';
import { activeModel } from '../../db/results/models.ts';
import { CUBES } from '../../db/rollups/rollup-counts.ts';
import {
  isAttribute,
  rollupAttributes,
  setRollupAttributes,
  updateRollup,
} from '../../db/rollups/rollups.ts';
import { UPLOAD_COUNT } from '../../db/runs/nightly-runs.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { checkAlerts } from '../alerts/check.ts';
import { analyse } from '../analysis/analyse.ts';
import { createDigest } from '../digest/period-digest.ts';
import { deliverDigest } from '../digest/webhook-delivery.ts';
import { totals } from '../imports/files.ts';
import { assertAudited } from '../models/swap-gate.ts';
import { applyRetention } from '../privacy/retention.ts';
import { measureAccuracy } from '../review/accuracy.ts';
import { drawWeekly } from '../review/draw.ts';
import { pullAll } from '../sources/pull.ts';
import { tooFewText } from '../themes/theme-run.ts';
import { judgeByTopics } from '../themes/topic-names.ts';
import { updateThemes } from '../themes/update.ts';
import { nameByConfiguredWriter, writtenNamesText } from '../themes/written-names.ts';
import { updateTopics } from '../topics/update.ts';
import { namedWriter, type WriterFlag } from '../writing/named-writer.ts';
import { nightlyAudit } from './audit.ts';
import { type BegunRun, type NightlyRun, type NightlySteps, runSteps, type StepResult } from './steps.ts';

export interface NightlySettings {
  /** Attributes that roll-ups and digests are broken down by from now on; left out: as before. */
  readonly by?: readonly string[];
  /** Period of the digest: day, week, month, all or FROM..TO. */
  readonly period: string;
  /** Address that the digest is sent to. */
  readonly webhook?: string | null;
  /** Model that writes the summaries of the digest. */
  readonly writer?: WriterFlag;
  /** Analyse in this process; otherwise leave the batches to `verbatim worker` processes. */
  readonly worker: boolean;
  /** Count and cluster everything again. */
  readonly rebuild?: boolean;
}

/**
 * One nightly run. A configured model that is not the active one has to pass the gate of `verbatim model activate`.
 * @param trigger recorded with the run, such as `nightly` or `schedule`
 * @throws VerbatimError NIGHT_BUSY, NIGHT_CHECK_FAILED, INTERRUPTED, MODEL_AUDIT_FAILED
 */
export async function nightlyRun(
  app: App,
  settings: NightlySettings,
  trigger: string,
  signal: AbortSignal,
): Promise<NightlyRun> {
  const { database, config } = app;
  const { by, rebuild = false } = settings;
  const prepared = await prepareModel(app, {
    activate: true,
    gate: (model, id) => assertAudited(app, model, id, {}),
  });
  const { modelId } = prepared;
  const names = by?.filter((name) => name !== 'source').toSorted();
  if (names && names.join('\0') !== (await rollupAttributes(database)).join('\0')) {
    await setRollupAttributes(database, names);
  }
  if (rebuild) {
    for (const cube of CUBES) await updateRollup(database, cube, modelId, { rebuild });
  }
  const steps: NightlySteps = {
    pull: () => pullStep(app, signal),
    async analyse() {
      const options = { trigger: 'nightly analysis', work: settings.worker, prepared, signal };
      const { runId, documents, analysed, failed, noAnswer, mended, tokens } = await analyse(app, options);
      const counts = { documents, analysed, failed, noAnswer, mended, tokens };
      return { counts, idle: runId === null, analysisRunId: runId };
    },
    async themes({ runId }) {
      const step = await themesStep(app, modelId, signal, rebuild);
      const written = await nameByConfiguredWriter(app, modelId, { runId, signal });
      if (!written) return step;
      if (written.asked > 0 || written.failure) note(writtenNamesText(written));
      const counts = { ...step.counts, asked: written.asked, named: written.named };
      return { counts, idle: step.idle && written.asked === 0 };
    },
    topics: () => topicsStep(app, modelId, signal, rebuild),
    retention: ({ asOf }) => retentionStep(app, asOf, signal),
    review: ({ asOf }) => reviewStep(app, modelId, asOf),
    digest: (run) => digestStep(app, settings, run, signal),
    async audit({ asOf }) {
      const audited = await nightlyAudit(app, asOf);
      if (!audited) return { counts: {}, idle: true };
      const { id, verdict, exitCode, counts } = audited.audit;
      return { ...audited, counts: { audit: id, verdict, exitCode, ...counts } };
    },
    alerts: () => alertsStep(app, signal),
  };
  const onStep = (step: string) => note(`Nightly    ${step}`);
  return runSteps({ database, modelId, trigger, signal, device: config.device, steps, onStep });
}

/**
 * Counts analysed uploads for the dashboard: roll-ups, themes and topics of a nightly run, without its digest and audit.
 * @throws VerbatimError as {@link runSteps}
 */
export async function countUploads(app: App, signal: AbortSignal): Promise<void> {
  const { database, config } = app;
  const model = await activeModel(database, 'feedback');
  if (!model) return;
  await runSteps({
    ...{ database, modelId: model.id, trigger: UPLOAD_COUNT, signal, device: config.device },
    steps: {
      themes: () => themesStep(app, model.id, signal),
      topics: () => topicsStep(app, model.id, signal),
    },
  });
}

/** An origin that fails is reported, and the run goes on: the others' comments are not to wait for it. */
async function pullStep(app: App, signal: AbortSignal): Promise<StepResult> {
  const { pulls, failed } = await pullAll(app, { environment: process.env, signal });
  const { read, accepted, changed, duplicates, rejected } = totals(pulls.flatMap(({ imports }) => imports));
  const sources =
    pulls.length + failed.filter(({ source }) => !pulls.some((pull) => pull.source === source)).length;
  const counts = { sources, failed: failed.length, rows: read, accepted, changed, duplicates, rejected };
  return { counts, idle: read === 0 && failed.length === 0 };
}

async function themesStep(
  app: App,
  modelId: number,
  signal: AbortSignal,
  rebuild = false,
): Promise<StepResult> {
  const { database, config } = app;
  const options = { modelId, signal, rebuild, ownNames: config.ownNames, judging: judgeByTopics(app) };
  const updated = await updateThemes(database, options);
  const { clustered, newcomers, themes, born, gone, tooFew } = updated;
  if (tooFew) note(tooFewText(tooFew));
  const counts = { clustered, newcomers, themes, born: born.length, gone: gone.length };
  return { counts, idle: !clustered && (newcomers === 0 || tooFew !== null) };
}

async function topicsStep(
  app: App,
  modelId: number,
  signal: AbortSignal,
  rebuild = false,
): Promise<StepResult> {
  const { topics, rejudged, documents, results } = await updateTopics(app, { modelId, signal, rebuild });
  return { counts: { topics, rejudged, documents, results }, idle: rejudged === 0 && results === 0 };
}

/** After all roll-ups, so that what they counted is kept; before a digest quotes what is about to go. */
async function retentionStep(
  { database, config }: App,
  asOf: Date,
  signal: AbortSignal,
): Promise<StepResult> {
  const { sources, comments, texts, rejects } = await applyRetention(database, asOf, signal);
  const accessLog = await deleteOldAccess(database, config.accessDays);
  const counts = { sources, comments, texts, rejects, accessLog };
  return { counts, idle: comments + rejects + accessLog === 0 };
}

/** Draws the samples of the week, and measures the model on what people have labelled. */
async function reviewStep({ database, config }: App, modelId: number, now: Date): Promise<StepResult> {
  const drawn = await drawWeekly(database, { modelId, rows: config.review, now });
  const { labelled, changed } = await measureAccuracy(database, modelId);
  const items = drawn.map(({ kind, items }) => [kind, items]);
  return { counts: { ...Object.fromEntries(items), labelled }, idle: drawn.length === 0 && !changed };
}

/** A channel that does not answer keeps its messages for the next check. The run has not failed. */
async function alertsStep(app: App, signal: AbortSignal): Promise<StepResult> {
  const check = await checkAlerts(app, new Date(), { signal }).catch((error: unknown) => {
    if (error instanceof VerbatimError && error.code === 'ALERT_RULES_NONE') return null;
    throw error;
  });
  if (!check) return { counts: {}, idle: true };
  const [found, again, ended] = [check.found.length, check.again.length, check.ended.length];
  const counts = {
    alerts: found,
    again,
    ended,
    tests: check.tests,
    sent: check.sent,
    unsent: check.unsent.length,
  };
  return { counts, idle: found + again + ended + check.sent === 0 };
}

async function digestStep(
  app: App,
  { period, webhook = null, writer }: NightlySettings,
  run: BegunRun,
  signal: AbortSignal,
): Promise<StepResult> {
  const { database } = app;
  const by = ['source'];
  for (const name of await rollupAttributes(database)) {
    if (await isAttribute(database, name)) by.push(name);
    else note(`No feedback has the attribute ${name} so far: the digest leaves it out.`);
  }
  const named = await namedWriter(app, writer, run.runId);
  const made = await createDigest(app, period, by, { run, writer: named }).catch((error: unknown) => {
    // Before the first comment there is no digest. The run has not failed.
    if (error instanceof VerbatimError && error.code === 'DIGEST_NOTHING') return null;
    throw error;
  });
  if (!made) return { counts: {}, idle: true };
  const counts = { digest: made.id, fresh: made.fresh };
  if (webhook === null) return { counts, idle: !made.fresh };
  const delivered = await deliverDigest(database, made, webhook, { signal });
  return { counts: { ...counts, delivered }, idle: !made.fresh };
}
