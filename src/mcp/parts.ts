import type { Database } from '../db/client.ts';
import type { Asker } from '../domain/search/answer.ts';
import type { Searcher } from '../domain/search/searcher.ts';

/** What the tools need of their process. */
export interface McpParts {
  readonly database: Database;
  /** Null, as `asker`: the login may read views only. */
  readonly searcher: Searcher | null;
  readonly asker: Asker | null;
  /** Seconds after which a query is given up; null: never. */
  readonly seconds: number | null;
  /** What a caller is told of an error, without details of internal ones. */
  readonly faultOf: (error: unknown) => {
    readonly code: string;
    readonly message: string;
    readonly fix: string;
  };
}

/** Who asks. */
export interface McpCaller {
  /** Whether words of customers may be shown; without it small cells are hidden, too. */
  readonly quotes: boolean;
  /** Where the pages of this installation are, such as https://feedback.example.org; null: answers have no links. */
  readonly origin: string | null;
  /** @throws VerbatimError why this caller may not use a tool */
  readonly refuse: (tool: string) => never;
  /** Notes that words of these comments are shown. */
  readonly quoted: (tool: string, feedbackIds: readonly number[]) => Promise<void>;
}
