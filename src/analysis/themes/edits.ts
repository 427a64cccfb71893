import { dot } from '../vectors.ts';
import type { KnownTheme } from './matching.ts';

/** What a person may change about themes. Stored in the order of their making; later ones win. */
export type ThemeEdit =
  | { readonly kind: 'rename'; readonly theme: number; readonly name: string }
  | { readonly kind: 'hide'; readonly theme: number; readonly hidden: boolean }
  /** `theme` is shown as a part of `into` from now on. */
  | { readonly kind: 'merge'; readonly theme: number; readonly into: number }
  /** `theme` gives way to its parts; they have ids of their own, and go on as themes every night. */
  | { readonly kind: 'split'; readonly theme: number; readonly parts: readonly KnownTheme[] };

/** A theme as the machine found it. */
export interface FoundTheme extends KnownTheme {
  readonly name: string;
}

/** A theme as people see it. */
export interface ShownTheme {
  readonly id: number;
  readonly name: string;
  /** True when the name is a person's. */
  readonly named: boolean;
  readonly hidden: boolean;
  /** Ids of the found themes whose segments it holds, its own among them; ascending. */
  readonly holds: readonly number[];
}

export interface EditedThemes {
  /** What segments are assigned to: found themes, those that were split replaced by their parts. */
  readonly themes: readonly FoundTheme[];
  /** In the order of their ids. */
  readonly shown: readonly ShownTheme[];
}

/**
 * Applies edits to themes. Edits of themes that are not there are passed over: a theme may be gone one night and
 * back the next. Applying the same edits to the result changes nothing. Merges follow each other (a into b, b into
 * c); one that would close a circle is passed over. A split theme that was a part of another leaves its parts there.
 */
export function applyEdits(found: readonly FoundTheme[], edits: readonly ThemeEdit[]): EditedThemes {
  const themes = new Map(found.map((theme) => [theme.id, theme]));
  const into = new Map<number, number>();
  const names = new Map<number, string>();
  const hidden = new Set<number>();
  const holderOf = (id: number): number => {
    const holder = into.get(id);
    return holder === undefined ? id : holderOf(holder);
  };
  for (const edit of edits) {
    if (edit.kind === 'rename') names.set(edit.theme, edit.name);
    else if (edit.kind === 'hide') edit.hidden ? hidden.add(edit.theme) : hidden.delete(edit.theme);
    else if (edit.kind === 'merge') {
      if (holderOf(edit.into) !== edit.theme) into.set(edit.theme, edit.into);
    } else split(themes, into, edit);
  }
  const held = Map.groupBy(
    [...themes.keys()].sort((a, b) => a - b),
    holderOf,
  );
  const shown = [...held].map(([id, holds]): ShownTheme => {
    // The holder itself may be gone tonight; its largest claim to a name is then the first theme it holds.
    const own = themes.get(id) ?? themes.get(holds[0]!)!;
    return {
      ...{ id, name: names.get(id) ?? own.name, named: names.has(id) },
      ...{ hidden: hidden.has(id), holds },
    };
  });
  return {
    themes: [...themes.values()].sort((a, b) => a.id - b.id),
    shown: shown.sort((a, b) => a.id - b.id),
  };
}

function split(
  themes: Map<number, FoundTheme>,
  into: Map<number, number>,
  { theme, parts }: Extract<ThemeEdit, { kind: 'split' }>,
): void {
  const whole = themes.get(theme);
  if (!whole || parts.length === 0) return;
  themes.delete(theme);
  for (const part of parts) {
    if (!themes.has(part.id)) themes.set(part.id, { ...part, name: whole.name });
    const holder = into.get(theme);
    if (holder !== undefined && !into.has(part.id)) into.set(part.id, holder);
  }
}

/** The theme that a segment belongs to: the one with the nearest centroid, of equally near ones the first. */
export function nearestTheme(vector: Float32Array, themes: readonly KnownTheme[]): number | null {
  let best: KnownTheme | null = null;
  let similarity = Number.NEGATIVE_INFINITY;
  for (const theme of themes) {
    const cosine = dot(vector, theme.centroid);
    if (cosine > similarity) {
      best = theme;
      similarity = cosine;
    }
  }
  return best?.id ?? null;
}
