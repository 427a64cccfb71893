import { SingleBar } from 'cli-progress';
import { duration, whole } from '../reporting/formats/quantities.ts';
import { note } from './streams.ts';

/** Progress of one step, on standard error: a bar on a terminal, else a line every five seconds. */
export interface Progress {
  /** `total` may grow or be unknown (null). */
  update(done: number, total: number | null): void;
  /** Ends the step; `summary` replaces the bar. */
  end(summary: string): void;
}

const LINE_EVERY_MS = 5_000;

/** @param started when the step began, as of `performance.now()` */
export function startProgress(label: string, unit: string, started = performance.now()): Progress {
  const seconds = () => Math.max(0.001, (performance.now() - started) / 1000);
  return process.stderr.isTTY ? bar(label, unit, seconds) : lines(label, unit, seconds);
}

function bar(label: string, unit: string, seconds: () => number): Progress {
  const single = new SingleBar({
    format: `${label.padEnd(10)} {bar} {percentage} %  {done} ${unit}  {rate}/s  {left}`,
    barsize: 18,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    gracefulExit: true,
    etaBuffer: 50,
  });
  single.start(1, 0, { done: '0', rate: '0', left: '' });
  return {
    update(done, total) {
      const rate = done / seconds();
      const left = total && rate > 0 ? `${duration((total - done) / rate)} left` : '';
      single.setTotal(total ?? Math.max(1, done));
      single.update(done, { done: whole(done), rate: whole(rate), left });
    },
    end(summary) {
      single.stop();
      note(`${label.padEnd(10)} ${summary}`);
    },
  };
}

function lines(label: string, unit: string, seconds: () => number): Progress {
  let last = performance.now();
  return {
    update(done, total) {
      if (performance.now() - last < LINE_EVERY_MS) return;
      last = performance.now();
      const share = total ? ` of ${whole(total)}` : '';
      note(`${label.padEnd(10)} ${whole(done)}${share} ${unit}, ${whole(done / seconds())}/s`);
    },
    end(summary) {
      note(`${label.padEnd(10)} ${summary}`);
    },
  };
}
