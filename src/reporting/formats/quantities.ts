const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A count with thousands separators: "12,345". */
export const whole = (value: number): string => WHOLE.format(value);

/** "1 row", "2 rows", "1,000 rows". */
export const count = (value: number, noun: string, plural = `${noun}s`): string =>
  `${whole(value)} ${value === 1 ? noun : plural}`;

/** "2026-03-09 02:00 UTC". */
export const minute = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** "4.2 s", "3 min 5 s", "2 h 14 min". */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
