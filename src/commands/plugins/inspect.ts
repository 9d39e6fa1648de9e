import { string as stringArg } from '@oclif/core/args';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';

export default class Inspect extends MdmCommand {
  static override summary = 'Show all that a plugin says of itself, and where it came from.';
  static override description =
    'It is read from its package.json and from what was noted when it was installed; nothing of its code is run.';
  static override usage = 'plugins inspect NAME [FLAGS]';
  static override examples = [
    { description: 'By its short name:', command: '<%= config.bin %> plugins inspect text' },
    { description: 'By the name of its package:', command: '<%= config.bin %> plugins inspect @mdm/feature-text --json' },
  ];
  static override args = { name: stringArg({ description: 'A plugin (text) or its package.', required: true, ignoreStdin: true }) };
  static override flags = jsonFlag;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Inspect);
    const [{ knownPlugins, pluginNamed }, { packageFacts }, { inspectJson, inspectView }] = await Promise.all([
      import('../../host/known.js'),
      import('../../host/facts.js'),
      import('../output/inspect.js'),
    ]);
    const { plugins, problems } = await knownPlugins();
    for (const problem of problems) this.note(`${problem}. See: mdm plugins doctor`);
    const plugin = pluginNamed(args.name, plugins);
    const facts = await packageFacts(plugin.manifest.root);
    if (flags.json) return this.printJson(inspectJson(plugin, facts));
    this.print(await inspectView(plugin, facts, { width: this.width, paint: this.paint }));
  }
}
