import { realpath } from 'node:fs/promises';
import { checkUsable, importPlugin } from '../host/load.js';
import { readPackage } from '../host/discover.js';
import { readManifest, type PluginManifest } from '../host/manifest.js';
import { isData } from '../host/provided.js';
import { provideHostPackages } from '../host/provide.js';
import { collectInto, importFile, testFiles, type Collected } from './collect.js';
import { said } from './law.js';
import type { Job, Message } from './messages.js';
import { reportOn } from './report.js';

/** The process that tests a package: its code may do here what it likes to. Started by package.ts with a job; answers in messages. */
const job = JSON.parse(process.argv[2] ?? '{}') as Job;
const send = (message: Message): Promise<void> => new Promise((done) => process.send!(message, undefined, undefined, () => done()));

async function manifestOf(): Promise<{ readonly manifest: PluginManifest; readonly listed: readonly string[] }> {
  const pjson = (await readPackage(job.root)) as Readonly<Record<string, unknown>>;
  const mdm = isData(pjson['mdm']) ? pjson['mdm'] : {};
  // What it lists is compared with the code elsewhere, and may be out of date while it is written.
  const manifest = readManifest({ ...pjson, mdm: { ...mdm, provides: [] } }, await realpath(job.root))!;
  checkUsable(manifest);
  const provides: readonly unknown[] = Array.isArray(mdm['provides']) ? mdm['provides'] : [];
  return { manifest, listed: provides.flatMap((p) => (isData(p) && typeof p['name'] === 'string' ? [p['name']] : [])) };
}

async function collect(): Promise<ReadonlyMap<string, Collected>> {
  const { manifest, listed } = await manifestOf();
  const collected = new Map<string, Collected>();
  collectInto(collected);
  for (const file of job.tests ? await testFiles(job.root) : []) {
    if (job.skipFiles.includes(file)) continue;
    await send({ kind: 'importing', file });
    await importFile(job.root, file).catch((error: unknown) => send({ kind: 'problem', where: file, problem: importProblem(error) }));
  }
  const tested = [...collected.keys()];
  if (!job.skipFiles.includes(manifest.entry)) {
    await send({ kind: 'importing', file: manifest.entry });
    try {
      for (const [name, transformer] of await importPlugin(manifest))
        if (!collected.has(name)) collected.set(name, { transformer, checks: undefined });
    } catch (error) {
      const needed = tested.length === 0 || listed.some((name) => !collected.has(name));
      if (needed) await send({ kind: 'problem', where: manifest.entry, problem: said(error) });
      else await send({ kind: 'note', note: `${manifest.entry} was not tested: ${said(error)}` });
    }
  }
  const unlisted = tested.filter((name) => !listed.includes(name));
  if (job.tests && listed.length > 0 && unlisted.length > 0)
    await send({ kind: 'note', note: `package.json does not list ${unlisted.join(', ')}; write it anew with: mdm plugins docs` });
  return new Map([...collected].filter(([name]) => !job.skipTransformers.includes(name)));
}

function importProblem(error: unknown): string {
  const other = error instanceof ReferenceError && /^(describe|it|test|expect|before|after)/.test(error.message);
  return `cannot be imported: ${said(error)}${other ? '; keep what needs another test runner in files of its own' : ''}.`;
}

provideHostPackages();
for (const [name, { transformer, checks }] of await collect()) {
  await send({ kind: 'transformer', name, as: transformer.kind });
  if (!checks?.cases.length && job.tests)
    await send({ kind: 'note', note: `${name} has no cases; write some with checkTransformer of @mdm/sdk/testing.` });
  await reportOn(transformer, checks, {
    before: (check) => send({ kind: 'checking', name: check }),
    after: (result) => send({ kind: 'result', result }),
  });
}
await send({ kind: 'end' });
// What a plugin left running must not keep the process.
process.exit(0);
