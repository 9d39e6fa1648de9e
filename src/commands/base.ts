import { Command } from '@oclif/core/command';
import { styleText } from 'node:util';
import { MdmError } from '../errors.js';
import type { Registry } from '../host/registry.js';
import type { Document } from '../parity/document.js';
import { printable, type Paint } from './output/text.js';

const STOPS = ['SIGINT', 'SIGTERM'] as const;

/** npx and npm pass a Ctrl-C on that the terminal has sent already; only a later one is a second one. */
const SAME_KEYSTROKE = 250;

/** What every command has: a signal that Ctrl-C aborts, and the plugins. Errors are printed in one place, cli/failure.ts. */
export abstract class MdmCommand extends Command {
  readonly #stop = new AbortController();
  #stopped: { readonly by: NodeJS.Signals; readonly at: number } | undefined;

  /** Aborted by Ctrl-C or SIGTERM. */
  protected get signal(): AbortSignal {
    return this.#stop.signal;
  }

  protected override async init(): Promise<void> {
    await super.init();
    for (const name of STOPS) process.on(name, this.#onStop);
  }

  protected override async catch(error: Error): Promise<never> {
    if (!this.#stopped) throw error;
    const said = error instanceof MdmError && error.code === 'interrupted' ? error.message : 'Stopped.';
    throw new MdmError('interrupted', said, undefined, this.#stopped.by);
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    for (const name of STOPS) process.off(name, this.#onStop);
    await super.finally(error);
  }

  readonly #onStop = (by: NodeJS.Signals): void => {
    if (this.#stopped && Date.now() - this.#stopped.at < SAME_KEYSTROKE) return;
    if (this.#stopped) process.exit(by === 'SIGTERM' ? 143 : 130);
    this.#stopped = { by, at: Date.now() };
    this.#stop.abort(new MdmError('interrupted', 'Stopped.', undefined, by));
  };

  /** The plugins that are on: those that come with MDM, and those that the user installed unless safe mode leaves them out. */
  protected async registry({
    safeMode = false,
    timeout,
  }: { readonly safeMode?: boolean; readonly timeout?: number | undefined } = {}): Promise<Registry> {
    const [{ openRegistry }, { pluginsOf, readStore }] = await Promise.all([import('../host/registry.js'), import('../host/store.js')]);
    const store = await readStore();
    const registry = await openRegistry(pluginsOf(store), {
      safeMode: safeMode || process.env['MDM_SAFE_MODE'] === '1',
      signal: this.signal,
      ...(timeout === undefined ? {} : { limits: { timeoutMs: timeout * 1000 } }),
    });
    for (const problem of store.problems) this.note(`${problem}; it is left out. See: mdm plugins doctor`);
    for (const { package: name, problem } of registry.problems)
      this.note(`The plugin ${name} is left out: ${problem}. See: mdm plugins doctor`);
    const left = registry.leftOut.map((plugin) => plugin.package).sort();
    if (left.length > 0) this.note(`Safe mode leaves out ${left.join(', ')}.`);
    return registry;
  }

  protected print(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  protected printJson(value: unknown): void {
    this.print(JSON.stringify(value, null, 2));
  }

  /** A report as `--format` (or `--json`) says; `json` is what that format prints. */
  protected async printDocument(
    document: Document,
    json: unknown,
    { format = 'table', json: asJson = false }: { readonly format?: 'table' | 'json' | 'md' | 'html' | undefined; readonly json?: boolean },
  ): Promise<void> {
    if (asJson || format === 'json') return this.printJson(json);
    if (format === 'table') {
      const { documentView } = await import('./output/document.js');
      return this.print(await documentView(document, { width: this.width, paint: this.paint }));
    }
    const { toHtml, toMarkdown } = await import('../parity/document.js');
    this.print((format === 'md' ? toMarkdown : toHtml)(document));
  }

  /** A thing to know, on stderr. */
  protected note(text: string): void {
    process.stderr.write(`Note: ${printable(text)}\n`);
  }

  protected readonly paint: Paint = (style, text) => styleText(style, text, { stream: process.stdout });

  /** Columns a line of stdout may take; not limited when it is not a terminal. */
  protected get width(): number {
    return process.stdout.isTTY ? process.stdout.columns || 80 : Number.POSITIVE_INFINITY;
  }
}
