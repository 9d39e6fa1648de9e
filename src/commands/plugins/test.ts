import { string as stringArg } from '@oclif/core/args';
import { integer } from '@oclif/core/flags';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MdmError } from '../../errors.js';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { printable } from '../output/text.js';

export default class Test extends MdmCommand {
  static override summary = "Run a plugin's cases, and the laws that every transformer keeps.";
  static override description =
    'For a folder: the test files in test/ that use @mdm/sdk/testing, and the laws of every transformer that the package has. For an installed plugin: the laws. The code runs in a process of its own; what it prints goes to stderr. Exit code 0: every check is as it should be, 1: one is not.';
  static override usage = 'plugins test [DIR|NAME] [FLAGS]';
  static override examples = [
    { description: 'The plugin in the present folder:', command: '<%= config.bin %> plugins test' },
    { description: 'One that is installed:', command: '<%= config.bin %> plugins test temporal' },
  ];
  static override args = {
    plugin: stringArg({ description: 'The folder of a plugin, or the name of an installed one.', default: '.', ignoreStdin: true }),
  };
  static override flags = {
    timeout: integer({
      summary: 'Longest time for one transformer or file, in seconds (default 120).',
      helpValue: 'SECONDS',
      min: 1,
      max: 86_400,
      default: 120,
      noCacheDefault: true,
    }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Test);
    const { root, name, version, namespace, tests } = await this.#find(args.plugin);
    const [{ testPackage }, { testedView }] = await Promise.all([import('../../testing/package.js'), import('../output/tested.js')]);
    const report = await testPackage(root, {
      tests,
      timeoutSeconds: flags.timeout,
      signal: this.signal,
      onOutput: (line) => process.stderr.write(`${printable(line)}\n`),
    });
    if (!report.ok) process.exitCode = 1;
    if (flags.json) return this.printJson({ package: name, version, namespace, ...report });
    for (const note of report.notes) this.note(note);
    this.print(await testedView(namespace, report, { width: this.width, paint: this.paint }));
  }

  /** A folder and its tests, or the folder of an installed plugin. */
  async #find(plugin: string) {
    if (!isFolder(plugin)) {
      const { knownPlugins, pluginNamed } = await import('../../host/known.js');
      const { manifest } = pluginNamed(plugin, (await knownPlugins()).plugins);
      return { root: manifest.root, name: manifest.package, version: manifest.version, namespace: manifest.namespace, tests: false };
    }
    const { readPlugin } = await import('../../host/discover.js');
    const { package: name, version, namespace, root, api, problem } = await readPlugin(resolve(plugin));
    // Without an API it is no plugin at all; other problems are what the test is to tell.
    if (api === '') throw new MdmError('plugin', `${plugin} cannot be tested: ${problem}.`, 'Make a plugin with: mdm plugins create NAME');
    return { root, name, version, namespace, tests: true };
  }
}

const isFolder = (plugin: string): boolean => /^\.|^[^@].*[\\/]|^[\\/]/.test(plugin) || existsSync(join(plugin, 'package.json'));
