import { basename } from 'node:path';
import { goldenTexts } from '../../app/model-gate.ts';
import type { App } from '../../app/open.ts';
import { modelState, recordChecks, recordModel } from '../../db/results/models.ts';
import { forgetTranslators, nameTranslator } from '../../db/results/translations.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { checkGenerator } from '../../inference/generation/generator-check.ts';
import { readGeneratorFolder } from '../../inference/generation/generator-folder.ts';
import { hashFolder } from '../../inference/model/folder-hash.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { done, type Outcome } from '../output.ts';

// Generation is slow, and graphs that differ do so within a few texts.
const CHECKED_TEXTS = 50;

/** `verbatim model add FOLDER --translates de`: checks a seq2seq model and makes it the translator of languages. */
export async function translatorAdd(
  { database }: App,
  path: string,
  flags: { readonly translates: readonly string[]; readonly into: string },
): Promise<Outcome> {
  const { translates: languages, into } = flags;
  assertCodes('--translates', languages);
  assertCodes('--into', [into]);
  if (languages.includes(into)) {
    throw new VerbatimError('USAGE', { detail: `--translates ${into} is what it translates into (--into).` });
  }
  const { folder, maxInput } = readGeneratorFolder(path, null, null);
  const name = basename(folder);
  const hash = await hashFolder(folder);
  const short = hash.slice(0, 12);
  const modelId = await recordModel(database, {
    ...{ name, version: short, hash, task: 'translation', precision: 'fp32', maxLength: maxInput, folder },
    ...{ manifest: { kind: 'translation' }, labels: [] },
  });
  if (!(await modelState(database, modelId)).checked) {
    await recordChecks(
      database,
      modelId,
      await checkGenerator(folder, goldenTexts().slice(0, CHECKED_TEXTS)),
    );
  }
  const missing = await nameTranslator(database, modelId, languages, into);
  const again =
    missing > 0
      ? ` ${count(missing, 'document')} that had been set aside can be judged now: verbatim analyze.`
      : '';
  const text = `${name} (${short}) translates ${languages.join(', ')} into ${into} from now on.${again}`;
  return done({ id: modelId, name, hash, languages, into, missing }, text);
}

/** `verbatim model untranslate LANGUAGES`: texts in these languages are set aside again; their results stay. */
export async function untranslate({ database }: App, languages: readonly string[]): Promise<Outcome> {
  assertCodes('LANGUAGES', languages);
  const removed = await forgetTranslators(database, languages);
  const text =
    removed.length > 0
      ? `${removed.join(', ')}: not translated any more. What was judged in translation stays.`
      : 'These languages had no translator.';
  return done({ removed }, text);
}

function assertCodes(option: string, codes: readonly string[]): void {
  if (codes.length > 0 && codes.every((code) => /^[a-z]{2}$/.test(code))) return;
  throw new VerbatimError('USAGE', { detail: `${option} takes codes of ISO 639-1, such as de.` });
}
