import { Matrix } from 'ml-matrix';
import { smirnovSf } from './distributions.ts';

/** Up to this n the exact matrix power is fast and nothing overflows. */
const EXACT_UP_TO = 140;

/**
 * P(D ≥ d) of the one-sample, two-sided Kolmogorov–Smirnov statistic of n values, 0 ≤ d ≤ 1; the choice of method
 * follows Simard and L'Ecuyer 2011 (Journal of Statistical Software 39, 11). Absolute error below 1e-6.
 */
export function kolmogorovSmirnovSf(n: number, d: number): number {
  if (d >= 1) return 0;
  if (n * d <= 0.5) return 1;
  // Here both one-sided events cannot happen together: the two-sided tail is twice the one-sided.
  const tail = n * d ** 2;
  if (d >= 0.5 || tail >= (n <= EXACT_UP_TO ? 4 : 2.2)) return Math.min(1, 2 * smirnovSf(n, d));
  const cdf = n <= EXACT_UP_TO ? durbinCdf(n, d) : pelzGoodCdf(n, d);
  return Math.min(1, Math.max(0, 1 - cdf));
}

/** Exact P(D < d): Durbin's matrix (Marsaglia, Tsang and Wang 2003, Journal of Statistical Software 8, 18). */
function durbinCdf(n: number, d: number): number {
  const k = Math.ceil(n * d);
  const h = k - n * d;
  const size = 2 * k - 1;
  const factorial = [1];
  for (let i = 1; i <= size; i++) factorial.push(factorial[i - 1]! * i);
  const step = Matrix.zeros(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      if (i - j + 1 >= 0) step.set(i, j, 1 / factorial[i - j + 1]!);
    }
  }
  for (let i = 0; i < size; i++) {
    const corner = i === size - 1 ? Math.max(0, 2 * h - 1) ** size - 2 * h ** size : -(h ** (i + 1));
    const edge = (1 + corner) / factorial[i + 1]!;
    step.set(i, 0, edge);
    step.set(size - 1, size - 1 - i, edge);
  }
  let cdf = power(step, n).get(k - 1, k - 1);
  for (let i = 1; i <= n; i++) cdf *= i / n;
  return cdf;
}

function power(matrix: Matrix, exponent: number): Matrix {
  if (exponent === 1) return matrix;
  const half = power(matrix, Math.floor(exponent / 2));
  const square = half.mmul(half);
  return exponent % 2 === 0 ? square : square.mmul(matrix);
}

/** Asymptotic P(D < d) to order n^−3/2 (Pelz and Good 1976, JRSS B 38, 152–156). */
function pelzGoodCdf(n: number, d: number): number {
  const z = Math.sqrt(n) * d;
  const pi2 = Math.PI ** 2;
  const terms = Math.ceil((16 * z) / Math.PI) + 1;
  let [k0, k1, k2, k3, k2Even, k3Even] = [0, 0, 0, 0, 0, 0];
  for (let k = 1; k <= terms; k++) {
    const m = (2 * k - 1) ** 2;
    const q = Math.exp((-pi2 * m) / (8 * z ** 2));
    k0 += q;
    k1 += ((pi2 / 4) * m - z ** 2) * q;
    k2 +=
      (6 * z ** 6 +
        2 * z ** 4 +
        ((2 * z ** 4 - 5 * z ** 2) * pi2 * m) / 4 +
        (pi2 ** 2 * (1 - 2 * z ** 2) * m ** 2) / 16) *
      q;
    k3 +=
      (-30 * z ** 6 -
        90 * z ** 8 +
        (pi2 * (135 * z ** 4 - 96 * z ** 6) * m) / 4 +
        (pi2 ** 2 * (212 * z ** 4 - 60 * z ** 2) * m ** 2) / 16 +
        (pi2 ** 3 * (5 - 30 * z ** 2) * m ** 3) / 64) *
      q;
    const qEven = Math.exp((-pi2 * k ** 2) / (2 * z ** 2));
    k2Even += k ** 2 * qEven;
    k3Even += (3 * z ** 2 - pi2 * k ** 2) * k ** 2 * qEven;
  }
  const first = k0 / z + k1 / (6 * z ** 4 * Math.sqrt(n));
  const second = (k2 / (72 * z ** 7) - (pi2 * k2Even) / (36 * z ** 3)) / n;
  const third = (k3 / (6480 * z ** 10) + (pi2 * k3Even) / (216 * z ** 6)) / n ** 1.5;
  return Math.sqrt(2 * Math.PI) * (first + second + third);
}
