import { MdmCommand } from './base.js';
import { jsonFlag } from './input/flags.js';

export default class Version extends MdmCommand {
  static override summary = 'Show the version of MDM, of Node.js and of every plugin.';
  static override usage = 'version [FLAGS]';
  static override flags = jsonFlag;

  async run(): Promise<void> {
    const { flags } = await this.parse(Version);
    const { name, version, platform, arch } = this.config;
    const plugins = this.config.getPluginsList().flatMap((p) => ('mdm' in p.pjson ? [{ name: p.name, version: p.version }] : []));
    plugins.sort((a, b) => (a.name < b.name ? -1 : 1));
    if (flags.json) return this.printJson({ name, version, node: process.versions.node, platform: `${platform}-${arch}`, plugins });
    this.print([this.config.userAgent, ...plugins.map((p) => `${p.name}/${p.version}`)].join('\n'));
  }
}
