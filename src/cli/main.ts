import { Command, CommanderError } from 'commander';
import { EXIT, VerbatimError } from '../errors.ts';
import { stopBecause, stopSignal } from '../lifecycle.ts';
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
import { printError } from './output.ts';
import { watchStarter } from './starter.ts';
import { flush, writeError, writeOut } from './streams.ts';

/**
 * The command line: flags in, calls out, outcome printed. `commands/` declares each command; what it does is loaded
 * when it is run.
 */

const asJson = process.argv.includes('--json');
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  // Not Node's own report: it prints whatever hangs on an error, such as addresses with passwords.
  process.on(event, (error) => void printError(error, asJson).then((code) => process.exit(code)));
}
const signal = stopSignal();
watchStarter(() => stopBecause('the end of the process that started it'));
let help = Promise.resolve();
const program = new Command('verbatim')
  .description('Batch text analytics for customer feedback: CSV in, analysed rows in your own Postgres.')
  .version(VERSION)
  .exitOverride()
  .configureOutput({
    // Errors are printed as ours; what else commander writes here is help for a line without a command.
    outputError: () => {},
    writeErr: writeError,
    writeOut: (text) => {
      help = writeOut(text);
    },
  })
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
  let code: number;
  try {
    if (error instanceof CommanderError) await help;
    code =
      error instanceof CommanderError && isHelp(error)
        ? helpExit(error)
        : await printError(asUsage(error), asJson);
  } catch (unprinted) {
    code = await printError(unprinted, asJson);
  }
  await flush();
  process.exit(code);
});

const isHelp = (error: CommanderError) => error.exitCode === 0 || error.code === 'commander.help';
/** Help that was asked for is a success; help because there was no command is not. */
const helpExit = (error: CommanderError) => (error.exitCode === 0 ? EXIT.ok : EXIT.usage);

/** What commander says of a faulty line, as an error of ours. */
function asUsage(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  const detail = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  const text = `${detail.charAt(0).toUpperCase()}${detail.slice(1)}${/[.?)]$/.test(detail) ? '' : '.'}`;
  return new VerbatimError('USAGE', { detail: text });
}
