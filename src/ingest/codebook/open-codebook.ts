import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { type Input, openInput } from '../bytes/byte-source.ts';
import { surveyFile } from '../records/file-survey.ts';
import type { CodebookEntry } from './codebook.ts';
import { readCsvCodebook } from './csv.ts';
import { readYamlCodebook } from './yaml.ts';

// 2,000 topics with thirty examples each take five.
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Reads a codebook in YAML or CSV: a path, `-` for standard input, or bytes that `file` is the name of. CSV may have any
 * delimiter and encoding that feedback may have.
 * @throws VerbatimError CODEBOOK_UNREADABLE, TOPIC_INVALID, FILE_*, ENCODING_*
 */
export async function openCodebook(file: string, bytes?: Buffer): Promise<CodebookEntry[]> {
  const input = await openInput(file, bytes ? { input: Readable.from([bytes]) } : {});
  try {
    const text = /\.(csv|tsv|txt)$/i.test(file) ? null : await yamlText(input);
    if (text !== null) return readYamlCodebook(text, input.name);
    return await surveyFile(input, { header: true }, ({ header }, batches) =>
      readCsvCodebook(header, batches, input.name),
    );
  } finally {
    await input.close();
  }
}

/** The text of a file that is YAML: a list, or a map with `topics`. Null for others. */
async function yamlText(input: Input): Promise<string | null> {
  const source = input.read();
  if (source.bytesTotal > MOST_BYTES) {
    throw new VerbatimError('CODEBOOK_UNREADABLE', { file: input.name, detail: 'it is larger than 32 MB' });
  }
  const bytes = await buffer(source.chunks);
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const named = /\.(ya?ml|json)$/i.test(input.name);
  return named || /^\s*(#.*\n\s*)*(---\s*\n\s*)?(topics\s*:|- |\{)/.test(text) ? text : null;
}
