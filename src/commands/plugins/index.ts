import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';

export default class Plugins extends MdmCommand {
  static override summary = 'List plugins: those that are installed, and those that come with MDM.';
  static override description = 'The same as plugins list. Nothing of their code is run.';
  static override usage = 'plugins [FLAGS]';
  static override examples = [
    { description: 'What is there, and what is on:', command: '<%= config.bin %> plugins' },
    { description: 'Switch on features of texts:', command: '<%= config.bin %> plugins install text' },
  ];
  static override flags = jsonFlag;

  async run(): Promise<void> {
    const { flags } = await this.parse(this.ctor as typeof Plugins);
    const [{ knownPlugins }, { pluginJson, pluginsView }] = await Promise.all([
      import('../../host/known.js'),
      import('../output/plugins.js'),
    ]);
    const { plugins, problems } = await knownPlugins();
    for (const problem of problems) this.note(`${problem}. See: mdm plugins doctor`);
    if (flags.json) return this.printJson(plugins.map(pluginJson));
    this.print(await pluginsView(plugins, { width: this.width, paint: this.paint }));
  }
}
