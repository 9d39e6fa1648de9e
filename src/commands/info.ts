import { MdmCommand } from './base.js';
import { jsonFlag } from './input/flags.js';

export default class Info extends MdmCommand {
  static override summary = 'Show where MDM keeps what, its backend, its limits and how much it holds.';
  static override description =
    'With --debug every key of the configuration is printed on stderr, with its value and where that comes from.';
  static override usage = 'info [FLAGS]';
  static override examples = [
    '<%= config.bin %> info',
    { description: 'Which file or variable a value comes from:', command: '<%= config.bin %> info --debug' },
  ];
  static override flags = jsonFlag;

  async run(): Promise<void> {
    const { flags } = await this.parse(Info);
    const [{ homeInfo }, { infoView }, config] = await Promise.all([
      import('./input/home-info.js'),
      import('./output/info.js'),
      this.settings(),
    ]);
    await this.logger();
    if ((await this.debugging()) && process.env['MDM_DEBUG_CONFIG'] !== '1') await this.traceConfig();
    const info = await homeInfo(config, this.config.version);
    if (flags.json) return this.printJson(info);
    this.print(infoView(info, { width: this.width, paint: this.paint }));
  }
}
