import { Command, CommanderError } from 'commander';
import { VerbatimError } from '../errors.ts';
import { abortOnSignal } from '../lifecycle.ts';
import { VERSION } from '../version.ts';
import { addAnalysisCommand } from './commands/analysis.ts';
import { addAttributeCommands } from './commands/attributes.ts';
import { addAuditCommands } from './commands/audits.ts';
import { addDatabaseCommands } from './commands/database.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addImportCommands } from './commands/import.ts';
import { addKeyCommands } from './commands/keys.ts';
import { addLabelCommands } from './commands/labels.ts';
import { addModelCommands } from './commands/models.ts';
import { addNightCommands } from './commands/nights.ts';
import { addOperationCommands } from './commands/operations.ts';
import { addReportCommands } from './commands/reports.ts';
import { addServiceCommands } from './commands/services.ts';
import { addSourceCommands } from './commands/sources.ts';
import { flush } from './exit.ts';
import { printError } from './output.ts';

/**
 * The command line: flags in, calls out, outcome printed. `commands/` declares each command; what it does is loaded
 * when it is run.
 */

const signal = abortOnSignal();
const program = new Command('verbatim')
  .description('Batch text analytics for customer feedback: CSV in, analysed rows in your own Postgres.')
  .version(VERSION)
  .exitOverride()
  .configureOutput({ writeErr: () => {} })
  .showSuggestionAfterError();

// In the order in which help lists them.
addImportCommands(program, signal);
addAnalysisCommand(program, signal);
addServiceCommands(program, signal);
addReportCommands(program, signal);
addOperationCommands(program);
addModelCommands(program);
addAuditCommands(program);
addNightCommands(program, signal);
addLabelCommands(program);
addSourceCommands(program);
addKeyCommands(program);
addAttributeCommands(program);
addDatabaseCommands(program);
addDemoCommand(program, signal);

program.parseAsync().catch(async (error: unknown) => {
  if (!(error instanceof CommanderError)) process.exit(printError(error, process.argv.includes('--json')));
  if (error.exitCode === 0 || error.code === 'commander.help') process.exit(error.exitCode === 0 ? 0 : 2);
  const detail = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  const text = `${detail.charAt(0).toUpperCase()}${detail.slice(1)}${/[.?)]$/.test(detail) ? '' : '.'}`;
  const code = printError(new VerbatimError('USAGE', { detail: text }), process.argv.includes('--json'));
  await flush();
  process.exit(code);
});
