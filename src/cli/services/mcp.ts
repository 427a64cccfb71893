import type { Config } from '../../app/config.ts';
import { type Login, readLogin } from '../../db/views/login.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { McpCaller, McpParts } from '../../mcp/parts.ts';
import { serveMcp } from '../../mcp/stdio.ts';
import { openFinding } from '../../runs/search/open.ts';
import { faultIn } from '../../server/late-answer.ts';
import { endsItself } from '../exit.ts';
import { openNarrow } from '../narrow-login.ts';
import { done, type Outcome } from '../output.ts';
import { quoted } from '../quoted.ts';
import { configOf, withApp } from '../with-app.ts';

/** `verbatim mcp`: tools for an assistant on standard input and output, which hold nothing but the protocol. */
export async function mcpCommand(signal: AbortSignal): Promise<Outcome> {
  const config = await configOf({});
  const narrow = config.databaseUrl === null ? null : await openNarrow(config.databaseUrl, 'verbatim mcp');
  if (narrow === null) {
    return withApp({}, async (app) => {
      const { database } = app;
      await serve(config, { database, ...openFinding(app) }, (await readLogin(database))!, signal);
      return done({}, '');
    });
  }
  try {
    await serve(config, { database: narrow.database, searcher: null, asker: null }, narrow.login, signal);
  } finally {
    await narrow.database.end();
  }
  return done({}, '');
}

async function serve(
  config: Config,
  parts: Pick<McpParts, 'database' | 'searcher' | 'asker'>,
  login: Login,
  signal: AbortSignal,
): Promise<void> {
  endsItself();
  const caller: McpCaller = {
    quotes: login.quotes,
    origin: config.publicOrigin,
    refuse: (tool) => {
      throw new VerbatimError('LOGIN_TOO_NARROW', { role: login.role, tool });
    },
    quoted: (tool, feedbackIds) => quoted(parts, `mcp ${tool}`, feedbackIds),
  };
  await serveMcp({ ...parts, seconds: config.reportSeconds, faultOf: faultIn }, caller, signal);
}
