/**
 * Types of `htm/preact` and `preact-render-to-string`, to which tsconfig.json maps both. The packages' own types bring
 * those of browsers into every file.
 */
export interface Markup {
  readonly type: unknown;
}

/** What a value in markup may be; null, undefined and booleans show nothing. */
export type Part = Markup | string | number | boolean | null | undefined | readonly Part[];

/** Markup in which values are escaped; attributes that are undefined, null or false are left out. */
export declare function html(strings: TemplateStringsArray, ...values: readonly unknown[]): Markup;

export declare function render(markup: Part): string;
