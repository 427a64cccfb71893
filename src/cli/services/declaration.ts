import { type Command, Option } from 'commander';
import { command } from '../command.ts';
import { finish } from '../exit.ts';
import { modelOptions } from '../options/model.ts';
import { inApp, SERVICE_WAIT, type SettingsFlags } from '../with-app.ts';

/** Services: `worker`, `serve` and `mcp`. */
export function addServiceCommands(program: Command, signal: AbortSignal): void {
  command(program, 'worker', 'a worker process: takes batches from the queue until it is stopped', [
    ...modelOptions(),
    new Option('--metrics-port <n>', 'answer /metrics and health there (default: nowhere)'),
  ]).action((flags: SettingsFlags) =>
    inApp(flags, async (app) => (await import('./worker.ts')).workerCommand(app, signal), SERVICE_WAIT),
  );

  command(program, 'serve', 'health, status and reports over HTTP', [
    new Option('--host <address>', 'default 127.0.0.1; others need VERBATIM_API_KEY'),
    new Option('--port <n>', 'default 8080'),
  ]).action(async (flags: SettingsFlags) => {
    // Before the modules of a server are loaded: they take 50 MB less, and searches are as fast.
    (await import('node:v8')).setFlagsFromString('--optimize-for-size');
    return inApp(flags, async (app) => (await import('./serve.ts')).serve(app, signal), SERVICE_WAIT);
  });

  command(
    program,
    'mcp',
    'tools for an assistant (Model Context Protocol) on standard input and output',
    [],
  ).action(() => finish({}, async () => (await import('./mcp.ts')).mcpCommand(signal)));
}
