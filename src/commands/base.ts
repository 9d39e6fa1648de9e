import { Command } from '@oclif/core/command';
import { boolean } from '@oclif/core/flags';
import type { Input, OutputArgs, OutputFlags, ParserOutput } from '@oclif/core/interfaces';
import { resolve } from 'node:path';
import { styleText } from 'node:util';
import type { Config } from '../config/config.js';
import type { Progressed, Workspace } from '../datasets/workspace.js';
import { MdmError } from '../errors.js';
import type { Registry } from '../host/registry.js';
import type { OpenLogger } from '../log/open.js';
import type { Document } from '../parity/document.js';
import { configFlags, placeOf } from './input/config.js';
import { printable, type Paint } from './output/text.js';

const STOPS = ['SIGINT', 'SIGTERM'] as const;

/** npx and npm pass a Ctrl-C on that the terminal has sent already; only a later one is a second one. */
const SAME_KEYSTROKE = 250;

interface GlobalFlags {
  readonly config?: string;
  readonly verbose?: boolean;
  readonly debug?: boolean;
  readonly 'no-color'?: boolean;
  /** Of the commands that have it: nothing is written. */
  readonly 'dry-run'?: boolean;
}

/**
 * What every command has: a signal that Ctrl-C aborts, the configuration, the log, the datasets and the plugins. Errors are printed in one
 * place, cli/failure.ts.
 */
export abstract class MdmCommand extends Command {
  static override baseFlags = {
    ...configFlags,
    verbose: boolean({ summary: 'Print what is done, on stderr.', helpGroup: 'global' }),
    debug: boolean({ summary: 'Print everything that is logged, and traces of errors, on stderr.', helpGroup: 'global' }),
    'no-color': boolean({ summary: 'Print without colors; so does the variable NO_COLOR.', helpGroup: 'global' }),
  };

  #global: GlobalFlags = {};
  #settings: Promise<Config> | undefined;
  #log: Promise<OpenLogger> | undefined;
  #workspace: Promise<Workspace> | undefined;
  readonly #began = performance.now();
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
    if (!this.#stopped) {
      await this.#report(error);
      throw error;
    }
    const said = error instanceof MdmError && error.code === 'interrupted' ? error.message : 'Stopped.';
    throw new MdmError('interrupted', said, undefined, this.#stopped.by);
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    try {
      // What was opened in vain has been told.
      const opened = await this.#workspace?.catch(() => undefined);
      await opened?.backends.close();
      const log = await this.#log?.catch(() => undefined);
      const profiles = log && (await this.settings()).get('development.profile_operations');
      const took = { command: this.id, milliseconds: Math.round(performance.now() - this.#began) };
      if (profiles) log.info('command ended', took);
      else log?.debug('command ended', took);
      log?.close();
    } finally {
      for (const name of STOPS) process.off(name, this.#onStop);
      await super.finally(error);
    }
  }

  protected override async parse<F extends OutputFlags<F>, B extends OutputFlags<B>, A extends OutputArgs<A>>(
    options?: Input<F, B, A>,
    argv?: string[],
  ): Promise<ParserOutput<F, B, A>> {
    const parsed = await super.parse(options, argv);
    this.#global = parsed.flags as GlobalFlags;
    const { config, 'no-color': plain } = this.#global;
    // What reads the configuration by itself, and threads, find the same file.
    if (config !== undefined) process.env['MDM_CONFIG_PATH'] = resolve(config);
    if (plain) {
      process.env['NO_COLOR'] = '1';
      delete process.env['FORCE_COLOR'];
    }
    return parsed;
  }

  /** The configuration; what it warns of is said once. Nothing is made. */
  protected settings(): Promise<Config> {
    return (this.#settings ??= this.#readSettings());
  }

  async #readSettings(): Promise<Config> {
    const { openConfig } = await import('../components/config/index.js');
    const config = await openConfig({ ...placeOf(this.#global.config), counts: this.#global['dry-run'] !== true });
    for (const warning of config.warnings) this.note(`${warning}.`);
    return config;
  }

  /** Whether everything is to be told: by --debug, or as the configuration says. */
  protected async debugging(): Promise<boolean> {
    const [config, { isDebugging }] = await Promise.all([this.settings(), import('../log/open.js')]);
    return isDebugging(config, this.#global.debug);
  }

  /** The log of this command. */
  protected logger(): Promise<OpenLogger> {
    return (this.#log ??= this.#openLog());
  }

  async #openLog(): Promise<OpenLogger> {
    const [config, { openLogger }] = await Promise.all([this.settings(), import('../log/open.js')]);
    const { verbose = false, debug = false } = this.#global;
    const log = openLogger(config, { verbose, debug });
    log.debug(config.loaded ? `configuration loaded from ${config.file}` : `no configuration file ${config.file}: defaults hold`, {
      home: config.home,
      command: this.id,
    });
    if (process.env['MDM_DEBUG_CONFIG'] === '1') await this.traceConfig();
    return log;
  }

  /** Every key with its value and origin, on stderr. */
  protected async traceConfig(): Promise<void> {
    const [config, { traceText }] = await Promise.all([this.settings(), import('./output/config.js')]);
    process.stderr.write(traceText(config));
  }

  /** The datasets; backends are opened when they are needed, and closed in the end. */
  protected workspace(onProgress?: (progress: Progressed) => void): Promise<Workspace> {
    return (this.#workspace ??= this.#openWorkspace(onProgress));
  }

  async #openWorkspace(onProgress?: (progress: Progressed) => void): Promise<Workspace> {
    const [config, log, { createBackends }] = await Promise.all([this.settings(), this.logger(), import('../components/backend/index.js')]);
    let registry: Promise<Registry> | undefined;
    return {
      config,
      log,
      backends: createBackends(config, log),
      registry: () => (registry ??= this.registry()),
      signal: this.signal,
      ...(onProgress ? { onProgress } : {}),
    };
  }

  /** Keeps the trace of an error that should not happen in the log, and of others where the command has one. */
  async #report(error: Error): Promise<void> {
    const { reportError } = await import('./input/report.js');
    await reportError(error, {
      place: placeOf(this.#global.config),
      command: this.id ?? '',
      debug: this.#global.debug ?? process.argv.includes('--debug'),
      logging: this.#log !== undefined,
    });
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
