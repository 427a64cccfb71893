import { readFile } from 'node:fs/promises';
import type { App } from '../../app/open.ts';
import { type Policy, parsePolicy, policyOf } from '../../audit/policy.ts';
import type { SentenceLanguage } from '../../audit/wording/sentences.ts';
import { activeModel, findModels, type StoredModel } from '../../db/results/models.ts';
import { detailOf, VerbatimError } from '../../errors/verbatim-error.ts';

/** What flags say about the policy of an audit. */
export interface PolicyChoice {
  /** A file. */
  readonly policy?: string;
  readonly by?: readonly string[];
  readonly failOn?: 'fail' | 'warn';
  readonly sentences?: SentenceLanguage;
}

/** The policy of the file, or the default one, with what the flags say. */
export async function policyFrom({ policy: file, by, failOn, sentences }: PolicyChoice): Promise<Policy> {
  const policy = file === undefined ? policyOf({}) : parsePolicy(await readPolicy(file), file);
  return {
    ...policy,
    ...(by ? { attributes: [...new Set(by)] } : {}),
    ...(failOn ? { failOn } : {}),
    ...(sentences ? { sentences } : {}),
  };
}

async function readPolicy(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (missing) throw new VerbatimError('FILE_NOT_FOUND', { file });
    throw new VerbatimError('FILE_UNREADABLE', { file, detail: detailOf(error) }, { cause: error });
  }
}

/** The model of that name or hash, else the active one. */
export async function auditedModel(
  { database }: Pick<App, 'database'>,
  wanted: string | undefined,
): Promise<StoredModel> {
  if (wanted !== undefined) {
    const [model, ...others] = await findModels(database, wanted);
    if (model && others.length === 0) return model;
    const known = [model, ...others].filter(Boolean).map((it) => `${it!.name} ${it!.version}`);
    throw new VerbatimError('MODEL_UNKNOWN', { name: wanted, known: known.join(', ') || 'none' });
  }
  const active = await activeModel(database, 'feedback');
  if (active) return active;
  throw new VerbatimError('AUDIT_NOTHING', { detail: 'no model has judged anything yet' });
}
