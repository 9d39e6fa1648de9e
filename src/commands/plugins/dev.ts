import { string as stringArg } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, relative, resolve } from 'node:path';
import { buildConfig, compile } from '../../develop/compile.js';
import { createRounds } from '../../develop/rounds.js';
import { watchSources } from '../../develop/watch.js';
import { MdmError } from '../../errors.js';
import { MdmCommand } from '../base.js';
import { columnFlags, featureFlags, runFlags } from '../input/flags.js';
import { toGenerateOptions } from '../input/options.js';
import { printable } from '../output/text.js';

export default class Dev extends MdmCommand {
  static override summary = 'Write a plugin and see at each save what it makes and whether its tests pass.';
  static override description = `At each change of a file: builds the package when it is TypeScript, writes what package.json and README say of the code (as mdm plugins docs), shows with --source the features it makes of a table, and runs its cases and the laws (as mdm plugins test). Ctrl-C ends it.
While it runs the plugin is linked (as mdm plugins link), so that other commands use it as it is.`;
  static override usage = 'plugins dev [DIR] [FLAGS]';
  static override examples = [
    { description: 'The plugin in the present folder:', command: '<%= config.bin %> plugins dev' },
    {
      description: 'One of its transformers on a table:',
      command: '<%= config.bin %> plugins dev . --source trips.csv --only geo.distance',
    },
  ];
  static override args = { dir: stringArg({ description: 'Folder of the plugin.', default: '.', ignoreStdin: true }) };
  static override flags = {
    source: string({ summary: 'Table to show features of, at each change; a small one is fastest.', helpValue: 'FILE' }),
    once: boolean({ summary: 'One round, without watching or linking. Exit code 1: something is wrong.' }),
    keep: boolean({ summary: 'Leave the plugin linked at the end.', exclusive: ['once'] }),
    ...columnFlags,
    ...featureFlags,
    ...runFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Dev);
    const folder = resolve(args.dir);
    const { readPlugin } = await import('../../host/discover.js');
    const manifest = await readPlugin(folder);
    if (manifest.problem !== undefined && manifest.api === '')
      throw new MdmError(
        'plugin',
        `${args.dir} cannot be used as a plugin: ${manifest.problem}.`,
        'Make one with: mdm plugins create NAME',
      );
    const profile = flags.profile === undefined ? undefined : await (await import('../input/profile.js')).readProfile(flags.profile);
    const preview = async (): Promise<boolean> => {
      if (flags.source === undefined) return true;
      const [{ openRegistry }, { previewOf }] = await Promise.all([import('../../index.js'), import('../output/preview.js')]);
      const registry = await openRegistry([folder]);
      const { namespace } = await readPlugin(folder);
      const view = { width: this.width, paint: this.paint };
      try {
        const shown = await previewOf(
          { ...toGenerateOptions(flags.source, { ...flags, keep: undefined }, profile), registry },
          namespace,
          view,
        );
        this.print(shown.text);
        return !shown.failed;
      } catch (error) {
        if (!(error instanceof MdmError)) throw error;
        this.#problem(error.message, error.next);
        return false;
      } finally {
        for (const sentence of registry.notes()) this.note(sentence);
        await registry.close();
      }
    };
    const config = buildConfig(folder);
    const round = async (signal: AbortSignal, ready: () => Promise<void>): Promise<boolean> => {
      if ((await this.#mdm(['plugins', 'docs', folder], signal, true)) !== 0) return false;
      await ready();
      const made = await preview();
      if (signal.aborted) return false;
      return (await this.#mdm(['plugins', 'test', folder], signal)) === 0 && made;
    };

    const onLine = (line: string): void => this.print(this.paint('red', printable(line)));
    if (flags.once) {
      const errors = config ? await compile(folder, config, { once: true, signal: this.signal }, { onLine, onBuilt: () => {} }).ended : 0;
      if (errors > 0 || !(await round(this.signal, async () => {}))) process.exitCode = 1;
      return this.signal.throwIfAborted();
    }
    await this.#watch(folder, config, round, { onLine, keep: flags.keep });
  }

  async #watch(
    folder: string,
    config: string | undefined,
    round: (signal: AbortSignal, ready: () => Promise<void>) => Promise<boolean>,
    { onLine, keep }: { readonly onLine: (line: string) => void; readonly keep: boolean },
  ): Promise<void> {
    const { linkWhileOpen, manifestSeen } = await import('../../develop/link.js');
    const link = linkWhileOpen(folder, { keep, signal: this.signal, onNote: (sentence) => this.note(sentence) });
    const seen = manifestSeen(folder);
    const rounds = createRounds(
      async (why, signal) => {
        this.print(this.paint('bold', `\n${why.map(printable).join(', ')}`));
        await round(signal, link.open);
        await seen.look();
        if (!signal.aborted) this.print(this.paint('dim', 'Waiting for changes; Ctrl-C ends.'));
      },
      (error) => this.#problem((error as Error).message, error instanceof MdmError ? error.next : undefined),
    );
    // TypeScript says when its files are built; README and package.json are also written from here.
    const isNews = (file: string): boolean => file !== 'README.md' && !(config && /^(?!test\/).*\.[cm]?tsx?$/.test(file));
    const sourcesChanged = new Set<string>();
    const take = async (files: readonly string[]): Promise<void> => {
      for (const file of files) if (config && /^src\//.test(file)) sourcesChanged.add(`${file} changed`);
      const news = files.filter(isNews);
      const changed = news.includes('package.json') && !(await seen.changed()) ? news.filter((file) => file !== 'package.json') : news;
      if (changed.length > 0) rounds.start(changed.map((file) => `${file} changed`));
    };
    const sources = watchSources(folder, (files) => void take(files));
    const onBuilt = (errors: number): void => {
      if (errors === 0) rounds.start(sourcesChanged.size > 0 ? [...sourcesChanged] : ['Built']);
      sourcesChanged.clear();
    };
    const compiler = config ? compile(folder, config, { once: false, signal: this.signal }, { onLine, onBuilt }) : undefined;
    if (!compiler) rounds.start([relative('', folder) || '.']);
    try {
      await Promise.race([this.signal.aborted || once(this.signal, 'abort'), ...(compiler ? [compiler.ended] : [])]);
    } finally {
      sources.close();
      await rounds.close();
      await link.close();
    }
  }

  #problem(sentence: string, next?: string): void {
    process.stderr.write(`${this.paint('red', 'Error')}: ${printable(sentence)}\n${next === undefined ? '' : `${printable(next)}\n`}`);
  }

  /** Another command of this program, which imports the code anew. */
  async #mdm(args: readonly string[], signal: AbortSignal, quiet = false): Promise<number | null> {
    const child = spawn(process.execPath, [join(this.config.root, 'bin/run.js'), ...args], {
      stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit'],
      signal,
    });
    return new Promise((done, fail) => {
      child.on('error', (error) => (signal.aborted ? done(null) : fail(error)));
      child.on('close', done);
    });
  }
}
