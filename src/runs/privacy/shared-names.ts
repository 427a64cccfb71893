import { engineOptions, prepareModel } from '../../app/model-choice.ts';
import { type App, openAppEngine, openAppNames, withOwnLifecycle } from '../../app/open.ts';
import { sharingSources } from '../../db/privacy/name-sources.ts';
import { storedDocuments } from '../../db/results/documents.ts';
import { maskStoredNames } from '../../workers/stored-names.ts';

/**
 * Masks names in texts that rows of these imports share with sources that keep them: such a text may have been analysed
 * before, so that no worker looks at it again.
 * @returns whether texts were masked, whose results are missing then
 */
export async function maskSharedNames(
  app: App,
  imports: readonly { readonly importId: number; readonly source: string }[],
  signal: AbortSignal,
): Promise<boolean> {
  const { database, keyring, config } = app;
  let masked = false;
  for (const source of new Set(imports.map((it) => it.source))) {
    const others = await sharingSources(database, source);
    if (others.length === 0) continue;
    const own = imports.filter((it) => it.source === source).map(({ importId }) => importId);
    const scope = { sources: [source], sharedBy: { imports: own, others } };
    if ((await storedDocuments(database, scope, 0, Number.MAX_SAFE_INTEGER, 1)).length === 0) continue;
    await withOwnLifecycle(app, async (opened) => {
      const { model, modelId } = await prepareModel(opened, { activate: false });
      const layout = await engineOptions(database, config, modelId);
      const names = openAppNames(opened, await openAppEngine(opened, model, layout), layout);
      const found = await maskStoredNames({ database, keyring, names }, { ...scope, signal });
      masked ||= found !== null && Object.keys(found.masked).length > 0;
    });
  }
  return masked;
}
