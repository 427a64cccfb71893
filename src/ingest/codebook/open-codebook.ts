import { Readable } from 'node:stream';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { openInput } from '../bytes/byte-source.ts';
import { surveyFile } from '../records/file-survey.ts';
import type { CodebookEntry } from './codebook.ts';
import { readCsvCodebook } from './csv.ts';
import { readYamlCodebook } from './yaml.ts';
import { yamlText } from './yaml-list.ts';

/**
 * Reads a codebook in YAML or CSV: a path, `-` for standard input, or bytes that `file` is the name of. CSV may have any
 * delimiter and encoding that feedback may have.
 * @throws VerbatimError CODEBOOK_UNREADABLE, TOPIC_INVALID, FILE_*, ENCODING_*
 */
export async function openCodebook(file: string, bytes?: Buffer): Promise<CodebookEntry[]> {
  const input = await openInput(file, bytes ? { input: Readable.from([bytes]) } : {});
  const refuse = (detail: string) => new VerbatimError('CODEBOOK_UNREADABLE', { file: input.name, detail });
  try {
    const text = /\.(csv|tsv|txt)$/i.test(file) ? null : await yamlText(input, 'topics', refuse);
    if (text !== null) return readYamlCodebook(text, input.name);
    return await surveyFile(input, { header: true }, ({ header }, batches) =>
      readCsvCodebook(header, batches, input.name),
    );
  } finally {
    await input.close();
  }
}
