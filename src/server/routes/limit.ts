import { z } from 'zod';

/** How many of something are asked for, in a query string. @param most below 10,000 */
export const limitTo = (most: number, usual: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,3}$/, `a whole number from 1 to ${most} is expected`)
    .transform(Number)
    .refine((it) => it <= most, `a whole number from 1 to ${most} is expected`)
    .default(usual);
