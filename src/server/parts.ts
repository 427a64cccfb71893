import type { Database } from '../db/client.ts';
import type { AlertCheck } from '../domain/alerts/check.ts';
import type { ReplyDrafter } from '../domain/replies/reply.ts';
import type { Asker } from '../domain/search/answer.ts';
import type { Searcher } from '../domain/search/searcher.ts';
import type { Topic } from '../domain/topics/topic.ts';
import type { AnalyseQueue, QueueCounts } from '../jobs/queue.ts';
import type { Uploads } from '../uploads/open.ts';
import type { AccessSettings } from './access.ts';
import type { OnUnlogged } from './quoted.ts';

export interface ServerParts extends AccessSettings {
  readonly database: Database;
  /** Counts of the active model's queue. */
  readonly queueCounts: () => Promise<QueueCounts>;
  /** Characters of text in one batch, as whoever queues makes them. Left out: 64,000. */
  readonly batchCharacters?: number;
  /** When the oldest batch that waits was queued, in Unix milliseconds; null when none waits. */
  readonly queueOldest?: () => Promise<number | null>;
  readonly uploads: Uploads;
  /** Counts of the topics of the catalogue. Left out: there is no route for them. */
  readonly suggestTopics?: () => Promise<SuggestedTopics>;
  /** Left out: there are no routes that check rules of alerts or test channels. */
  readonly alerts?: AlertActions;
  /** Left out: there is no route for searches. */
  readonly searcher?: Searcher;
  /** Left out: there is no route for questions. */
  readonly asker?: Asker;
  /** Left out: there is no route for drafts of replies. */
  readonly drafter?: ReplyDrafter;
  /** Requests a minute of one key, or of one address without a key that works; 0: any number. */
  readonly rateLimit?: number;
  /** Called when an answer with quotes could not be noted in the access log. */
  readonly onUnlogged?: OnUnlogged;
  /** Seconds after which a query of a report is given up; null: never. */
  readonly reportSeconds?: number | null;
  /** Seconds in which the body of one request must have arrived. Default: four hours. */
  readonly uploadSeconds?: number;
  /** Shown at /queues: a queue a model, more of them once others are activated. */
  readonly queues?: () => readonly Pick<AnalyseQueue, 'bull'>[];
}

interface AlertActions {
  check(): Promise<AlertCheck>;
  test(channel: string): Promise<unknown>;
}

interface SuggestedTopics {
  readonly documents: number;
  readonly sentences: number;
  readonly topics: readonly {
    readonly topic: Topic;
    readonly defined: boolean;
    readonly documents: number;
    readonly sentences: number;
    readonly quotes: readonly string[];
  }[];
  readonly uncovered: { readonly sentences: number; readonly quotes: readonly string[] };
}
