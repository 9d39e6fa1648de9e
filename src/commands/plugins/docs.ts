import { string as stringArg } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MdmError } from '../../errors.js';
import type { PluginPage } from '../../host/reference.js';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { block, counted, printable } from '../output/text.js';

export default class Docs extends MdmCommand {
  static override summary = "Write what a plugin's package.json and README say of its transformers, from its code.";
  static override description =
    'For a folder: "mdm.provides" of its package.json, and the part of its README.md between <!-- mdm:reference --> and <!-- /mdm:reference -->. Imports the code, so build it before. For an installed plugin: prints its reference page, from what its package.json says. Exit code 1: with --check, something is stale.';
  static override usage = 'plugins docs [DIR|NAME] [FLAGS]';
  static override examples = [
    { description: 'After a build, in the folder of the plugin:', command: '<%= config.bin %> plugins docs' },
    { description: 'In CI:', command: '<%= config.bin %> plugins docs --check' },
    { description: 'A page for the web site:', command: '<%= config.bin %> plugins docs --output docs/reference.md' },
    { description: 'The page of an installed plugin:', command: '<%= config.bin %> plugins docs temporal' },
  ];
  static override args = {
    plugin: stringArg({ description: 'The folder of a plugin, or the name of an installed one.', default: '.', ignoreStdin: true }),
  };
  static override flags = {
    check: boolean({ summary: 'Write nothing; say what is stale.' }),
    output: string({ char: 'o', summary: 'File for the whole reference page.', helpValue: 'FILE' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Docs);
    if (!isFolder(args.plugin)) return this.#installed(args.plugin, flags);
    const { staleDocs, writeDocs } = await import('../../host/document.js');
    const { plugin, stale } = await printingAside(() => staleDocs(args.plugin, flags.output));
    if (flags.check && stale.length > 0) process.exitCode = 1;
    if (!flags.check) await writeDocs(stale);
    const files = stale.map(({ file }) => file);
    if (flags.json)
      return this.printJson({ package: plugin.package, transformers: plugin.provides.length, stale: files, written: !flags.check });
    if (flags.check) for (const file of files) this.print(printable(`${file} is stale: run mdm plugins docs`));
    else for (const file of files) this.print(printable(`wrote ${file}`));
    if (files.length === 0)
      this.print(`${counted(plugin.provides.length, 'transformer')} of ${printable(plugin.package)}: the docs say what the code does.`);
  }

  async #installed(name: string, flags: { check: boolean; output: string | undefined; json: boolean }): Promise<void> {
    const registry = await this.registry();
    const listed = registry.list();
    const named = listed.filter((info) => info.package === name);
    const ids = named.length > 0 ? named.map(({ id }) => id) : registry.resolve([name]);
    const infos = listed.filter(({ id }) => ids.includes(id));
    const [first] = infos;
    if (!first) throw new MdmError('plugin', `The plugin ${name} has no transformers.`, 'See it with: mdm plugins doctor');
    const [namespace = ''] = first.id.split('.', 1);
    const provides = infos.map(({ id, ...info }) => ({ ...info, name: id.slice(namespace.length + 1) }));
    const plugin: PluginPage = { package: first.package, version: first.packageVersion, namespace, provides };
    if (flags.json) return this.printJson(plugin);
    const { pluginPage } = await import('../../host/reference.js');
    const page = pluginPage(plugin);
    if (flags.output === undefined) return this.print(block(page.trimEnd(), 0));
    const { writeDocs } = await import('../../host/document.js');
    await writeDocs([{ file: flags.output, text: page }]);
    this.print(printable(`wrote ${flags.output}`));
  }
}

/** `.`, `./x` and `a/b` are folders, and so is a name that a package stands under; `@scope/name` is none. */
const isFolder = (plugin: string): boolean => /^\.|^[^@].*[\\/]|^[\\/]/.test(plugin) || existsSync(join(plugin, 'package.json'));

/** What a plugin prints while it is imported is not part of the command's output. */
async function printingAside<T>(work: () => Promise<T>): Promise<T> {
  const { write } = process.stdout;
  process.stdout.write = process.stderr.write.bind(process.stderr);
  try {
    return await work();
  } finally {
    process.stdout.write = write;
  }
}
