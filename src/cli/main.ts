import { Command, CommanderError } from 'commander';
import { stopBecause, stopSignal } from '../app/lifecycle.ts';
import { flush, writeError, writeOut } from '../app/streams.ts';
import { EXIT } from '../errors/entry.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { VERSION } from '../version.ts';
import { addAlertCommands } from './alerts/declaration.ts';
import { addAnalysisCommand } from './analysis/declaration.ts';
import { addAttributeCommands } from './attributes/declaration.ts';
import { addAuditCommands } from './audits/declaration.ts';
import { addDatabaseCommands } from './database/declaration.ts';
import { addDemoCommand } from './demo/declaration.ts';
import { addErasureCommands } from './erasure/declaration.ts';
import { addExportCommand } from './exports/declaration.ts';
import { addHandledCommands } from './handled/declaration.ts';
import { addImportCommands } from './imports/declaration.ts';
import { addKeyCommands } from './keys/declaration.ts';
import { addLabelCommands } from './labels/declaration.ts';
import { addModelCommands } from './models/declaration.ts';
import { addNightlyCommands } from './nightly/declaration.ts';
import { addOperationCommands } from './operations/declaration.ts';
import { printError } from './output.ts';
import { addPresetCommands } from './presets/declaration.ts';
import { addPrivacyCommands } from './privacy/declaration.ts';
import { addReplyCommands } from './replies/declaration.ts';
import { addReportCommands } from './reports/declaration.ts';
import { addReviewCommands } from './review/declaration.ts';
import { addSearchCommands } from './search/declaration.ts';
import { addServiceCommands } from './services/declaration.ts';
import { addSourceCommands } from './sources/declaration.ts';
import { watchStarter } from './starter.ts';
import { addTopicCommands } from './topics/declaration.ts';
import { addTuneCommands } from './tuning/declaration.ts';

/**
 * The command line: flags in, calls out, outcome printed. A `declaration.ts` declares the commands of its group. The
 * code of a command is loaded when it runs.
 */

const asJson = process.argv.includes('--json');
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  // Node's own report would print all properties of an error, such as addresses with passwords.
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
    // printError prints errors. All else that commander writes here is help for a line without a command.
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
addSearchCommands(program, signal);
addReplyCommands(program, signal);
addOperationCommands(program);
addModelCommands(program, signal);
addAuditCommands(program);
addNightlyCommands(program, signal);
addAlertCommands(program);
addTopicCommands(program, signal);
addReviewCommands(program);
addLabelCommands(program);
addHandledCommands(program);
addTuneCommands(program, signal);
addSourceCommands(program, signal);
addPresetCommands(program);
addPrivacyCommands(program, signal);
addKeyCommands(program);
addErasureCommands(program, signal);
addExportCommand(program);
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
/** Help by --help is a success; help for a missing command is not. */
const helpExit = (error: CommanderError) => (error.exitCode === 0 ? EXIT.ok : EXIT.usage);

/** An error of commander as one of ours. */
function asUsage(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  const detail = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  const text = `${detail.charAt(0).toUpperCase()}${detail.slice(1)}${/[.?)]$/.test(detail) ? '' : '.'}`;
  return new VerbatimError('USAGE', { detail: text });
}
