import { readFileSync } from 'node:fs';

/** Loaded before a process: its wall clock is off by as many seconds as the file CHAOS_CLOCK says. */
const RealDate = Date;
let offset = 0;
setInterval(() => {
  try {
    offset = Number(readFileSync(process.env.CHAOS_CLOCK ?? '', 'utf8')) * 1000;
  } catch {
    // It is being written.
  }
}, 250).unref();

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given) =>
    Reflect.construct(target, given.length > 0 ? given : [target.now() + offset]) as Date,
  get: (target, name) => (name === 'now' ? () => target.now() + offset : Reflect.get(target, name, target)),
});
