/** Closes what was opened, in reverse order. */
export class Lifecycle {
  readonly #closers: { name: string; close: () => Promise<unknown> | unknown }[] = [];
  #closing: Promise<void> | null = null;

  /** Registers how to close a thing that was just opened, and returns it. */
  opened<T>(name: string, thing: T, close: (thing: T) => Promise<unknown> | unknown): T {
    this.#closers.push({ name, close: () => close(thing) });
    return thing;
  }

  /** Closes everything, last opened first. A closer that fails or is slow does not block the others. */
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

// One Ctrl-C arrives several times: the terminal signals every process, and npm and the launcher forward it.
const SAME_MS = 1_000;

/**
 * Aborts on the first SIGINT or SIGTERM, with its name as the reason. A signal more than a second later ends the process
 * at once.
 */
function abortOnSignal(): { signal: AbortSignal; stop: (reason: string) => void } {
  const controller = new AbortController();
  let since = 0;
  const stop = (reason: string) => {
    since = performance.now();
    controller.abort(reason);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!controller.signal.aborted) return stop(signal);
      if (performance.now() - since > SAME_MS) exitAtOnce(signal === 'SIGINT' ? 130 : 143);
    });
  }
  return { signal: controller.signal, stop };
}

/**
 * Ends the process while its threads compute. Node's own exit would tear them down, and the ONNX runtime would abort the
 * process with another exit code ("terminate called after throwing an instance of 'Napi::Error'").
 */
export function exitAtOnce(code: number): never {
  if (process.platform !== 'win32') process.execve?.('/bin/sh', ['sh', '-c', `exit ${code}`], {});
  process.exit(code);
}

let watched: ReturnType<typeof abortOnSignal> | null = null;

/** Aborts when this process is told to stop. */
export function stopSignal(): AbortSignal {
  watched ??= abortOnSignal();
  return watched.signal;
}

/** Stops this process as a signal does. @param reason for `Stopped by …` */
export function stopBecause(reason: string): void {
  if (!stopSignal().aborted) watched!.stop(reason);
}
