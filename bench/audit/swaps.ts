import { analysisOf } from '../../src/analysis/judge.ts';
import { policyOf } from '../../src/audit/policy.ts';
import { swapSuite } from '../../src/audit/swaps/suite/suite.ts';
import { openDatabase } from '../../src/db/client.ts';
import { migrate } from '../../src/db/migrate.ts';
import { recordModel } from '../../src/db/results/models.ts';
import { startEmbeddedServer, stopEmbeddedServer } from '../../src/db/server/embedded-server.ts';
import { openEngine } from '../../src/inference/engines/open-engine.ts';
import { modelRecord, readServedModel } from '../../src/inference/model/served-model.ts';
import { runSwapAudit } from '../../src/runs/audit/swaps.ts';
import { VERSION } from '../../src/version.ts';
import { benchConfig } from '../bench-config.ts';
import { median } from '../command.ts';
import type { Figure } from '../end-to-end.ts';

const ROUNDS = 3;

/** The whole English suite through an audit, beside the same sentences through the engine alone, in turn. */
export async function swapCost(home: string): Promise<Figure[]> {
  const { model: folder, device, sessions, threads, tokenBudget } = benchConfig();
  const model = await readServedModel(folder);
  const engine = await openEngine(model, { device, sessions, threads, tokenBudget });
  const url = await startEmbeddedServer(home);
  const database = await openDatabase(url, { connections: 4, name: 'swaps' });
  try {
    await migrate(database);
    const id = await recordModel(database, modelRecord(model));
    const texts = [...new Set(swapSuite('en')!.texts.map(({ text }) => text))];
    const judge = async (asked: readonly string[]) => {
      const { scores } = await engine.analyse(asked.map((text, i) => ({ id: i, text })));
      return scores
        .map(analysisOf)
        .sort((a, b) => a.documentId - b.documentId)
        .map(({ sentiment, toxicity }) => {
          const [negative, , positive] = sentiment!.probabilities;
          return { negative, positive, toxicity, label: sentiment!.label };
        });
    };
    await judge(texts.slice(0, 2_000));
    const [bare, whole]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      bare.push(await seconds(() => judge(texts)));
      whole.push(
        await seconds(() =>
          runSwapAudit(database, {
            ...{ policy: policyOf({}), model: { ...model, id }, languages: ['en'], judge, real: false },
            ...{ source: null, trigger: 'manual', codeVersion: VERSION, now: new Date() },
          }),
        ),
      );
    }
    const ratio = median(bare.map((time, i) => time / whole[i]!));
    return [
      [`audit of swaps, ${texts.length} English sentences, seconds`, median(whole).toFixed(1), ''],
      ['share of the engine in that time', `${(100 * ratio).toFixed(0)} %`, ''],
    ];
  } finally {
    await database.end();
    await engine.close();
    await stopEmbeddedServer(home);
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
