import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPeerProcess } from '../peers/peer-process.ts';

const PEERS = join(import.meta.dirname, '../peers');

/** Python transformers' pipeline on the same GPU, in batches of 32 and of 256, each after a pass to warm up. */
export async function torchPipeline(
  python: string,
  model: string,
  texts: readonly string[],
  device: string,
  say: (line: string) => void,
): Promise<{ name: string; documentsPerSecond: number }[]> {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-cuda-'));
  const check = texts.filter((text) => text.length < 400).slice(0, 50);
  writeFileSync(join(folder, 'check.json'), JSON.stringify(check));
  const exported = [join(PEERS, 'export_model.py'), model, folder, join(folder, 'check.json')];
  try {
    execFileSync(python, exported, { stdio: ['ignore', 'ignore', 'pipe'] });
    const rates = [];
    for (const batch of [32, 256]) {
      const command = [
        python,
        join(PEERS, 'transformers_pipeline.py'),
        join(folder, 'plain'),
        device,
        `${batch}`,
      ];
      const peer = await openPeerProcess(command, { texts, check }, 1, join(folder, `texts-${batch}`));
      await peer.pass();
      const documentsPerSecond = peer.documents / (await peer.pass());
      const name = `Python transformers pipeline on ${device}, batches of ${batch} (${peer.version})`;
      say(`${name}: ${documentsPerSecond}`);
      rates.push({ name, documentsPerSecond });
      await peer.close();
    }
    return rates;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
