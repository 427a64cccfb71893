import { defaultLayout } from '../../app/config.ts';
import { type App, openEmbeddedNames } from '../../app/open.ts';
import { type Connection, inTransaction } from '../../db/client.ts';
import { chunkTransaction } from '../../db/imports/chunk-transaction.ts';
import { listSources } from '../../db/imports/sources.ts';
import { holdKeys } from '../../db/privacy/keys.ts';
import {
  advancePass,
  beginPass,
  MASK_STAGES,
  type MaskCounts,
  type MaskStage,
} from '../../db/privacy/mask-pass.ts';
import { readRules } from '../../db/privacy/rules.ts';
import { rewriteExamples, writtenExamples } from '../../db/privacy/topic-examples.ts';
import { hasGivenAuthors, lastDocument } from '../../db/privacy/unmasked-rows.ts';
import { catchUpRollups } from '../../db/rollups/rollups.ts';
import { asOnlyNight } from '../../db/runs/nightly-runs.ts';
import { addCounts } from '../../domain/counts.ts';
import { interrupted, VerbatimError } from '../../errors/verbatim-error.ts';
import type { EngineOptions } from '../../inference/engines/engine.ts';
import { treatmentsSaid } from '../../ingest/masking/treatments.ts';
import { identifierMasker } from '../../privacy/identifiers/masker.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import { EVERY_SOURCE, type MaskingRules } from '../../privacy/rules.ts';
import { StoredMasking } from '../../privacy/stored-masking.ts';
import type { NameFinder } from '../../workers/name-finder.ts';
import { type ChunkDone, type ChunkWork, MASK_CHUNKS } from './mask-chunks.ts';

export interface MaskOptions {
  /** null: all. */
  readonly source: string | null;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/** What was masked in the comments of a source, or in a dry run what would be. */
export interface MaskedSource {
  /** null: examples of topics that people wrote, by the rules of all sources. */
  readonly source: string | null;
  /** Comments whose text has masks that it did not have. */
  readonly comments: number;
  /** Parts by kind; `author`, `id`: as given, that became pseudonyms; `dropped`, `hashed`: cells of attributes. */
  readonly masked: MaskCounts;
}

/**
 * Applies the present rules of each source to its comments that are stored already: texts, former texts, attributes,
 * authors, external ids, reasons of labels, notes, rejects, names in texts; without a source also to examples that
 * people wrote for topics. A chunk is one transaction; an interrupted run resumes when it is started again. Numbers of comments stay.
 * @throws VerbatimError SOURCE_UNKNOWN, KEY_MISSING, KEY_ROTATING, NIGHT_BUSY, INTERRUPTED
 */
export async function maskStored(
  app: App,
  options: MaskOptions,
  names: NameFinder = openEmbeddedNames(app, layoutOf(app)),
): Promise<MaskedSource[]> {
  const { database, keyring } = app;
  const known = (await listSources(database)).map(({ source }) => source);
  const { source } = options;
  if (source !== null && !known.includes(source)) throw new VerbatimError('SOURCE_UNKNOWN', { source });
  const sources = source === null ? known : [source];
  const rules = new Map<string, MaskingRules>();
  for (const name of sources) {
    rules.set(name, await readRules(database, name));
    if (!keyring && (await hasGivenAuthors(database, name))) {
      throw new VerbatimError('KEY_MISSING', { what: `Making pseudonyms of the authors of ${name}` });
    }
  }
  const run = async (next: () => Promise<unknown>) => {
    const masked: MaskedSource[] = [];
    for (const name of sources) {
      masked.push(
        await maskSource({ database, keyring, names }, name, rules.get(name)!, options.dryRun, next),
      );
    }
    if (source === null) {
      await next();
      const counts = await maskExamples(app, options.dryRun);
      if (Object.keys(counts).length > 0) masked.push({ source: null, comments: 0, masked: counts });
    }
    return masked;
  };
  if (options.dryRun) return run(async () => {});
  return asOnlyNight(database, async (stillAlone) => {
    const masked = await run(async () => {
      if (options.signal.aborted) throw interrupted(options.signal, MASK_STOPPED);
      await stillAlone();
    });
    await catchUpRollups(database);
    return masked;
  });
}

const MASK_STOPPED = 'a part of the comments is masked, and verbatim privacy mask resumes';

function layoutOf({ config: { device, layout } }: App): EngineOptions {
  const { sessions, tokenBudget } = defaultLayout(device);
  return { device, sessions: layout.sessions ?? sessions, tokenBudget: layout.tokenBudget ?? tokenBudget };
}

const NEW_PASS = { stage: 'text', after: 0, comments: 0, masked: {} } as const;

async function maskSource(
  { database, keyring, names }: Pick<App, 'database' | 'keyring'> & { readonly names: NameFinder },
  source: string,
  rules: MaskingRules,
  dryRun: boolean,
  next: () => Promise<unknown>,
): Promise<MaskedSource> {
  const pass = dryRun ? NEW_PASS : await beginPass(database, source);
  let { comments } = pass;
  let masked: MaskCounts = pass.masked;
  const masker = identifierMasker(rules);
  const said = treatmentsSaid(rules);
  const connection = await database.connect();
  let broken = true;
  try {
    const upTo = await lastDocument(connection);
    for (const stage of MASK_STAGES.slice(MASK_STAGES.indexOf(pass.stage))) {
      for (let after: number | null = stage === pass.stage ? pass.after : 0; after !== null; ) {
        await next();
        const from: number = after;
        const done = await chunkTransaction(connection, async () => {
          const masking = new StoredMasking(rules, masker, keyring, said);
          const work = {
            connection,
            source,
            rules,
            keyring,
            masking,
            after: from,
            upTo,
            names,
            database,
            write: !dryRun,
          };
          const { last, comments: some } = await inChunk(work, stage, keyring);
          const total = { comments: comments + some, masked: { ...masked } };
          addCounts(total.masked, masking.counts);
          const finished = last === null && stage === MASK_STAGES.at(-1);
          if (work.write)
            await advancePass(connection, source, { stage, after: last ?? from, ...total, finished });
          return { last, ...total };
        });
        ({ last: after, comments, masked } = done);
      }
    }
    broken = false;
  } finally {
    connection.release(broken);
  }
  return { source, comments, masked };
}

/** Examples that people wrote for topics, which belong to no source. */
async function maskExamples({ database, keyring }: App, dryRun: boolean): Promise<MaskCounts> {
  const rules = { ...(await readRules(database, EVERY_SOURCE)), numbered: false };
  const masking = new StoredMasking(rules, identifierMasker(rules), keyring, treatmentsSaid(rules));
  await inTransaction(database, async (connection) => {
    const examples = await writtenExamples(connection);
    const changed = examples.flatMap(({ id, text }) => {
      const found = masking.find(text);
      return found.length === 0 ? [] : [{ id, text: masking.text(text, found, () => null) }];
    });
    if (!dryRun) await rewriteExamples(connection, changed);
  });
  return masking.counts;
}

async function inChunk(work: ChunkWork, stage: MaskStage, keyring: Keyring | null): Promise<ChunkDone> {
  const { connection }: { connection: Connection } = work;
  if (work.write) await holdKeys(connection, keyring);
  return MASK_CHUNKS[stage](work);
}
