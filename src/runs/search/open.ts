import type { App } from '../../app/open.ts';
import type { Asker } from '../../domain/search/answer.ts';
import type { Searcher } from '../../domain/search/searcher.ts';
import type { SentenceIndex } from '../../domain/search/sentence-index.ts';
import { configuredWriter } from '../writing/configured-writer.ts';
import { openAsker } from './ask.ts';
import { questionEngines } from './question-model.ts';
import { openSearcher } from './search.ts';
import { openVectorIndex } from './sentence-index.ts';

/** What finds sentences and what answers by them, over one index; as every entry point has them. */
export interface Finding {
  readonly searcher: Searcher;
  readonly asker: Asker;
}

/** @param index that of a process which lives on; left out: pgvector's where there is one, else the tables */
export function openFinding(app: App, index: SentenceIndex = openVectorIndex(app)): Finding {
  const { database } = app;
  const searcher = openSearcher({ database, openEngine: questionEngines(app), index });
  return { searcher, asker: openAsker({ database, searcher, index, openWriter: configuredWriter(app) }) };
}
