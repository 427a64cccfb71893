import { DONE, type Hypothesis, type Search } from './greedy-search.ts';
import { createProcessors, logSoftmax, logSum } from './logits-processors.ts';
import type { SearchSettings } from './search-settings.ts';

/** An unfinished hypothesis with its sum of log-probabilities. */
interface Beam {
  readonly tokens: readonly number[];
  readonly score: number;
}

interface Candidate {
  readonly row: number;
  readonly token: number;
  readonly score: number;
}

// Score of a missing hypothesis, as in transformers: finite, so arithmetic with it stays defined.
const NOTHING = -1e9;

/**
 * Beam search over one text, as `GenerationMixin._beam_search` of transformers 4.57. Processors run on
 * log-probabilities. Of the best `(1 + end tokens) × beams` continuations, a finished one counts only among the first
 * `beams`; its score is `sum / generated length ^ length penalty`, end token included.
 */
export function startBeams(settings: SearchSettings): Search {
  const { beams, eosTokens, maxLength, lengthPenalty, earlyStopping } = settings;
  const process = createProcessors(settings);
  const kept = Math.max(2, 1 + eosTokens.length) * beams;
  // All beams start equal, so only the first may branch at the first step.
  let running: Beam[] = Array.from({ length: beams }, (_, i) => ({
    tokens: [settings.startToken],
    score: i === 0 ? 0 : NOTHING,
  }));
  let finished: { readonly tokens: readonly number[]; readonly score: number }[] = [];

  /** `_check_early_stop_heuristic`: whether a running beam can still beat the worst finished one. */
  const improvable = (generated: number) => {
    const length = earlyStopping === 'never' && lengthPenalty > 0 ? maxLength - 1 : generated;
    const worst = finished.length === beams ? finished.at(-1)!.score : NOTHING;
    return running[0]!.score / length ** lengthPenalty > worst;
  };

  return {
    advance(logits) {
      // Processors need log-probabilities. Without processors, the sums subtract the normaliser.
      const normalisers = logits.map((scores, row) => {
        if (process.length === 0) return logSum(scores);
        logSoftmax(scores);
        for (const processor of process) processor(scores, running[row]!.tokens);
        return 0;
      });
      const candidates = bestCandidates(logits, normalisers, running, kept);
      const generated = running[0]!.tokens.length;
      const out = generated + 1 >= maxLength;
      const ended = candidates.map(({ token }) => out || eosTokens.includes(token));

      // `_update_finished_beams`
      const penalty = generated ** lengthPenalty;
      for (const [rank, { row, token, score }] of candidates.entries()) {
        if (!ended[rank] || rank >= beams || score / penalty <= NOTHING) continue;
        finished.push({ tokens: [...running[row]!.tokens, token], score: score / penalty });
      }
      finished = finished.toSorted((a, b) => b.score - a.score).slice(0, beams);

      // `_get_running_beams_for_next_iteration`
      const continued = candidates
        .map((candidate, i) => ({ ...candidate, score: candidate.score + (ended[i] ? NOTHING : 0) }))
        .toSorted((a, b) => b.score - a.score || 0)
        .slice(0, beams);
      running = continued.map(({ row, token, score }) => ({
        tokens: [...running[row]!.tokens, token],
        score,
      }));

      const full = finished.length === beams;
      if (ended.every(Boolean) || (earlyStopping === true && full) || !improvable(generated)) return DONE;
      // At the first step all beams share one row.
      const rows = continued.map(({ row }) => (logits.length === 1 ? 0 : row));
      return { rows, tokens: continued.map(({ token }) => token) };
    },
    results(): Hypothesis[] {
      if (finished.length === 0) return [{ tokens: [settings.startToken], score: NOTHING }];
      return finished.slice(0, settings.returned);
    },
  };
}

/**
 * The continuations with the highest sums over all beams, best first; ties go to the earlier beam, then the lower
 * token.
 * @param logits one row per beam, or one row for all
 * @param normalisers of each row: logits minus it are log-probabilities
 */
function bestCandidates(
  logits: readonly Float32Array[],
  normalisers: readonly number[],
  running: readonly Beam[],
  count: number,
): Candidate[] {
  const best: Candidate[] = [];
  for (const [row, beam] of running.entries()) {
    const at = logits.length === 1 ? 0 : row;
    const scores = logits[at]!;
    const offset = beam.score - normalisers[at]!;
    let least = best.length === count ? best[count - 1]!.score - offset : Number.NEGATIVE_INFINITY;
    for (let token = 0; token < scores.length; token++) {
      if (scores[token]! < least || (best.length === count && !(scores[token]! > least))) continue;
      const score = scores[token]! + offset;
      let rank = best.length;
      while (rank > 0 && best[rank - 1]!.score < score) rank--;
      best.splice(rank, 0, { row, token, score });
      if (best.length > count) best.pop();
      if (best.length === count) least = best[count - 1]!.score - offset;
    }
  }
  return best;
}
