import { Readable } from 'node:stream';
import { expect, inject, onTestFinished, test } from 'vitest';
import { readUpload } from '../../../src/db/uploads/lists.ts';
import { openQueue } from '../../../src/jobs/queue.ts';
import { queueUploadDocuments, UploadRuns } from '../../../src/runs/analysis/uploads.ts';
import { addModel } from '../../support/data/rollup-rows.ts';
import { BACKENDS, queueTarget } from '../../support/servers/app.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { csvOf, serverDatabase, testUploads } from '../../support/servers/upload-server.ts';

for (const backend of BACKENDS) {
  test.skipIf(backend === 'redis' && !inject('redis'))(
    `an upload whose batches the queue has lost is queued again, a bounded number of times (${backend})`,
    async () => {
      const { url } = await testDatabase();
      const database = await serverDatabase(url);
      const modelId = await addModel(database, 'any');
      const queue = openQueue(await queueTarget(backend, url, database), 'c'.repeat(64));
      onTestFinished(() => queue.close());
      const options = { database, queue, modelId, device: 'cpu', batchCharacters: 1_000 };
      const runs = new UploadRuns(options);
      const { desk } = await testUploads(database, { analyse: (id) => queueUploadDocuments(options, id) });
      const content = Readable.from([Buffer.from(csvOf(200))]);
      const received = await desk.receive(
        { fileName: 'a.csv', format: 'csv' },
        content,
        new AbortController().signal,
      );
      const { id } = await desk.queue(received, {}, null);
      await expect
        .poll(async () => (await readUpload(database, id))!.analysis, { timeout: 180_000 })
        .toMatchObject({ status: 'running', documents: 200 });
      const { waiting } = await queue.counts();
      expect(waiting).toBeGreaterThan(1);
      // Nothing is lost: nothing to do, however often somebody looks.
      expect([await runs.look(), await runs.look()]).toEqual([[], []]);

      for (let round = 0; round < 3; round++) {
        await queue.bull.obliterate({ force: true });
        expect(await runs.look()).toEqual([]);
        expect(await runs.look()).toHaveLength(1);
        expect(await queue.counts()).toMatchObject({ waiting });
      }
      // Whatever takes the batches does not bring results: it is given up, and said.
      await queue.bull.obliterate({ force: true });
      expect([await runs.look(), await runs.look()]).toEqual([[], []]);
      const { rows } = await database.query('select status, error_code, documents from verbatim.run');
      expect(rows).toEqual([{ status: 'failed', error_code: 'ANALYSIS_INCOMPLETE', documents: 200 }]);
    },
  );
}
