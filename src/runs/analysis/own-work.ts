import type { Database } from '../../db/client.ts';
import {
  type IdRange,
  type ImportRows,
  type MissingPage,
  missingIn,
  missingOfKnownRows,
  missingOfNewRows,
  missingRanges,
} from '../../db/results/documents.ts';
import type { TimeSpan } from '../../domain/time-span.ts';

/** The documents that a run analyses. */
export interface WorkScope {
  readonly database: Database;
  readonly modelId: number;
  readonly batchCharacters: number;
  /** Only documents with a comment in this time range. Default: all. */
  readonly span?: TimeSpan | undefined;
  /** Only documents of these imports, which may still be running. Default: every missing document. */
  readonly imports?: (() => readonly ImportRows[]) | undefined;
}

/** Ranges in one query. */
const RANGES_AT_ONCE = 50;

/**
 * The documents of one run, as the ranges of ids that it queued. To see whether they are done, it queries only these
 * ranges, from the first one that was not done: the cost does not depend on what else is stored or queued.
 */
export class OwnWork {
  readonly #scope: WorkScope;
  readonly #ranges: IdRange[] = [];
  #last = 0;
  /** All ranges before this place are done. */
  #done = 0;

  constructor(scope: WorkScope) {
    this.#scope = scope;
  }

  /** Missing documents that were not yielded before. @param ended no import stores further documents */
  async *missing(ended: boolean): AsyncGenerator<MissingPage> {
    const { database, modelId, batchCharacters, span, imports } = this.#scope;
    if (!imports) {
      for await (const page of missingRanges(database, modelId, batchCharacters, this.#last, span)) {
        this.#last = page.last;
        yield this.#own(page);
      }
      return;
    }
    const taken = imports();
    const ids = taken.map(({ importId }) => importId);
    for await (const page of missingOfNewRows(database, modelId, batchCharacters, ids, this.#last)) {
      this.#last = page.last;
      if (page.documents > 0) yield this.#own(page);
    }
    if (!ended) return;
    // Some may be queued as new rows already. They are analysed once all the same.
    for await (const page of missingOfKnownRows(database, modelId, batchCharacters, taken)) {
      yield this.#own(page);
    }
  }

  #own(page: MissingPage): MissingPage {
    for (const range of page.ranges) this.#ranges.push(range);
    return page;
  }

  /** Whether every document of the run has a result. @param again also check documents that had one before */
  async isDone(again = false): Promise<boolean> {
    if (again) this.#done = 0;
    while (this.#done < this.#ranges.length) {
      const [first] = await this.#missingFrom(this.#done);
      if (first) {
        this.#done += first.place;
        return false;
      }
      this.#done += RANGES_AT_ONCE;
    }
    this.#done = this.#ranges.length;
    return true;
  }

  /** Ranges that still hold missing documents, and how many documents are missing. */
  async left(): Promise<{ ranges: IdRange[]; documents: number }> {
    const left = { ranges: [] as IdRange[], documents: 0 };
    for (let from = 0; from < this.#ranges.length; from += RANGES_AT_ONCE) {
      for (const { place, documents } of await this.#missingFrom(from)) {
        left.ranges.push(this.#ranges[from + place]!);
        left.documents += documents;
      }
    }
    return left;
  }

  #missingFrom(place: number) {
    const { database, modelId, span } = this.#scope;
    return missingIn(database, modelId, this.#ranges.slice(place, place + RANGES_AT_ONCE), span);
  }
}
