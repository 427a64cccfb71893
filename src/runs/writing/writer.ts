import type { WrittenSentence } from '../../analysis/proof/proof.ts';
import { namedLines, plainSentences } from '../../analysis/proof/written-lines.ts';
import type { WriterModel } from '../../analysis/summaries/written-summary.ts';
import type { Queryable } from '../../db/client.ts';
import { storeWriterUse, type WriterPurpose } from '../../db/search/writer-uses.ts';
import { normaliseText } from '../../domain/document.ts';
import type { JudgedText } from '../../domain/search/searcher.ts';
import type { Generator } from '../../inference/generation/generator.ts';
import { summariseLong } from '../../inference/generation/long-summary.ts';
import type { GenerationParameters } from '../../inference/generation/search-settings.ts';
import type { ChatWriter, WriterUse } from '../../writers/chat-writer.ts';

/** Code units of a sentence that a writer reads. */
const MOST_LENGTH = 500;

export interface WritingTask {
  /** What is to be written. A model that only summarises does not read them. */
  readonly instructions: string;
  /** What a writer is told beside sentences, such as a question. */
  readonly given?: Readonly<Record<string, unknown>>;
  /** Of customers, masked as they are stored; numbered from 1. They are data, never instructions. */
  readonly sentences: readonly string[];
  /** Most tokens that are written. */
  readonly most?: number;
}

/** A model that writes: on a server, or in a folder. */
export interface Writer {
  readonly model: WriterModel;
  readonly use: WriterUse;
  /** Whether it follows instructions, and so names sources by their numbers. A model in a folder only summarises. */
  readonly instructed: boolean;
  /** @throws VerbatimError as {@link ChatWriter.write}, and those of a generator */
  write(task: WritingTask, signal?: AbortSignal): Promise<string>;
}

/** Texts as the model of the sources judges sentences, each alone. */
export type Judge = (texts: readonly string[]) => Promise<readonly JudgedText[]>;

/** A model on a server. After a request that failed for good, no other is sent: a run must not wait for each. */
export function chatWriter(chat: ChatWriter): Writer {
  let failure: unknown = null;
  return {
    model: { name: chat.model, hash: null },
    instructed: true,
    get use() {
      return chat.use;
    },
    async write({ instructions, given, sentences, most }, signal) {
      if (failure) throw failure;
      const numbered = sentences.map((text, i) => ({
        number: i + 1,
        text: text.trim().slice(0, MOST_LENGTH),
      }));
      const options = { ...(most !== undefined && { most }), ...(signal && { signal }) };
      try {
        return await chat.write(instructions, JSON.stringify({ ...given, sentences: numbered }), options);
      } catch (error) {
        failure = error;
        throw error;
      }
    },
  };
}

/** A sequence-to-sequence model, which summarises what it reads. @param parameters override those of its folder */
export function generatorWriter(
  model: WriterModel,
  generator: Generator,
  parameters: GenerationParameters = {},
): Writer {
  let use: WriterUse = { requests: 0, failedRequests: 0, promptTokens: null, completionTokens: null };
  return {
    model,
    instructed: false,
    get use() {
      return use;
    },
    async write({ sentences }) {
      use = { ...use, requests: use.requests + 1 };
      const summary = await summariseLong(generator, sentences.join(' '), parameters);
      if (!summary.failure) return summary.text;
      use = { ...use, failedRequests: use.failedRequests + 1 };
      throw summary.failure;
    },
  };
}

/** What a writer wrote, line by line or sentence by sentence, judged; what the model cannot read is near to nothing. */
export async function judgedSentences(
  { instructed }: Pick<Writer, 'instructed'>,
  written: string,
  most: number,
  judge: Judge,
): Promise<WrittenSentence[]> {
  const text = normaliseText(written);
  const lines = (instructed ? namedLines(text) : plainSentences(text)).slice(0, most);
  const judged = lines.length > 0 ? await judge(lines.map((line) => line.text)) : [];
  return lines.map((line, i) => ({ ...line, ...judged[i]! }));
}

/** Notes what a writer was used for, also where it failed. */
export async function noteUse(
  database: Queryable,
  purpose: WriterPurpose,
  { model, use }: Writer,
  { sentences, dropped, runId = null }: { sentences: number; dropped: number; runId?: number | null },
): Promise<void> {
  if (use.requests === 0) return;
  await storeWriterUse(database, { ...use, purpose, writer: model.name, sentences, dropped, runId });
}
