/** cephes 3.3.3 ships types that its export map hides; these are the functions used here. */
declare module 'cephes' {
  export const compiled: Promise<void>;
  export function bdtr(k: number, n: number, p: number): number;
  export function erfc(x: number): number;
  export function igamc(a: number, x: number): number;
  export function igami(a: number, p: number): number;
  export function incbet(a: number, b: number, x: number): number;
  export function incbi(a: number, b: number, p: number): number;
  export function lgam(x: number): number;
  export function ndtri(p: number): number;
  export function smirnov(n: number, d: number): number;
}
