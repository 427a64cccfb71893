/** Things opened in order, closed in reverse. */
export class Lifecycle {
  readonly #closers: { name: string; close: () => Promise<unknown> | unknown }[] = [];
  #closing: Promise<void> | null = null;

  /** Remembers how to close what was just opened; returns it. */
  opened<T>(name: string, thing: T, close: (thing: T) => Promise<unknown> | unknown): T {
    this.#closers.push({ name, close: () => close(thing) });
    return thing;
  }

  /** Closes everything, last opened first. A closer that fails or is slow does not keep the others open. */
  close(deadlineMs = 30_000): Promise<void> {
    this.#closing ??= this.#close(deadlineMs);
    return this.#closing;
  }

  async #close(deadlineMs: number): Promise<void> {
    const end = performance.now() + deadlineMs;
    for (const { close } of this.#closers.reverse()) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, Math.max(100, end - performance.now()));
      });
      await Promise.race([
        Promise.resolve()
          .then(close)
          .catch(() => {}),
        late,
      ]);
      clearTimeout(timer);
    }
  }
}

/**
 * Aborts on the first SIGINT or SIGTERM; a second one ends the process at once. The signal's name is the
 * reason of the abort.
 */
export function abortOnSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143);
      controller.abort(signal);
    });
  }
  return controller.signal;
}
