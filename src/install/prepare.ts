import { join } from 'node:path';
import { MdmError } from '../errors.js';
import { readPlugin } from '../host/discover.js';
import type { PluginManifest } from '../host/manifest.js';
import { readStore } from '../host/store.js';
import { checkPlugin } from './check.js';
import { changesThatMatter, gatherFacts, type Facts, type Known } from './facts.js';
import type { Staged } from './fetch.js';
import { SCOPE } from './npmrc.js';
import type { Context, Question } from './options.js';
import { readState } from './state.js';
import { readTree } from './tree.js';

/** A package that is ready to go on. */
export interface Prepared {
  readonly staged: Staged;
  readonly manifest: PluginManifest;
  readonly facts: Facts;
  readonly before: string | null;
  readonly question: Question | undefined;
}

/** Checks a staged package and learns what a user should know of it. */
export async function prepare(staged: Staged, context: Context): Promise<Prepared> {
  const scoped = staged.source.kind === 'registry' && staged.name.startsWith(SCOPE) && context.config.scope !== undefined;
  const manifest = await checkPlugin({ root: staged.root, name: staged.name, scoped });
  const facts = await gatherFacts(staged, manifest, context);
  const [store, state] = await Promise.all([readStore(context.data), readState(context.data)]);
  const had = store.plugins.find((plugin) => plugin.name === staged.name);
  const publisher = state.plugins.find((plugin) => plugin.name === staged.name)?.publisher;
  const known = had && had.source.kind !== 'bundled' && had.source.kind !== 'link' ? await knownOf(had.root, publisher) : undefined;
  const reasons = known ? changesThatMatter(known, facts) : [];
  return {
    staged,
    manifest,
    facts,
    before: had?.version ?? null,
    question: known && reasons.length === 0 ? undefined : { facts, reasons },
  };
}

async function knownOf(root: string, publisher: string | null | undefined): Promise<Known | undefined> {
  try {
    const manifest = await readPlugin(root);
    const folder = root.slice(0, root.lastIndexOf('node_modules'));
    const { packages } = await readTree(folder);
    const others = packages.filter((p) => join(folder, p.path) !== root);
    return { publisher, kinds: manifest.provides.map((p) => p.kind), dependencies: others.map((p) => `${p.name}@${p.version}`) };
  } catch {
    return undefined; // Its folder has gone: it is as if new.
  }
}

export async function ask(prepared: readonly Prepared[], { options }: Context): Promise<void> {
  const questions = prepared.flatMap(({ question }) => question ?? []);
  if (questions.length > 0 && !(await options.confirm(questions))) throw new MdmError('refused', 'Nothing was installed.');
}
