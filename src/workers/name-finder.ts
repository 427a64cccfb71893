import type { Engine } from '../inference/engines/engine.ts';

/** The model that finds names: the worker's own, or the shipped one beside it. */
export interface NameFinder {
  /** Opens it on first use; null: there is no model with a names head. */
  open(): Promise<Engine | null>;
}

/** A finder whose model opens on first use, and stays open. */
export function lazyNameFinder(
  openEngine: () => Promise<Engine | null>,
): NameFinder & { close(): Promise<void> } {
  let opened: Promise<Engine | null> | null = null;
  return {
    open() {
      opened ??= openEngine();
      return opened.catch((error) => {
        opened = null;
        throw error;
      });
    },
    close: async () => (await opened?.catch(() => null))?.close(),
  };
}

/** Whether a model finds names. */
export const findsNames = ({ model }: Pick<Engine, 'model'>): boolean =>
  model.kind === 'pooled' && model.manifest.heads.names !== undefined;
