import type { Command } from 'commander';
import { command } from '../command.ts';
import { endsItself } from '../exit.ts';
import { inApp } from '../with-app.ts';

/** `demo`. */
export function addDemoCommand(program: Command, signal: AbortSignal): void {
  command(program, 'demo', 'the example file through everything', []).action(() =>
    inApp({}, async (app) => {
      endsItself();
      return (await import('./demo.ts')).demo(app, signal);
    }),
  );
}
