import { MdmCommand } from './base.js';
import { jsonFlag } from './input/flags.js';
import { printable } from './output/text.js';

export default class Version extends MdmCommand {
  static override summary = 'Show the version of MDM, of Node.js and of every plugin.';
  static override usage = 'version [FLAGS]';
  static override flags = jsonFlag;

  async run(): Promise<void> {
    const { flags } = await this.parse(Version);
    const { name, version, platform, arch } = this.config;
    const [{ discoverPlugins }, { installedPlugins }] = await Promise.all([import('../host/discover.js'), import('../host/store.js')]);
    const found = await discoverPlugins(await installedPlugins());
    const plugins = found.map((plugin) => ({ name: plugin.package, version: plugin.version }));
    plugins.sort((a, b) => (a.name < b.name ? -1 : 1));
    if (flags.json) return this.printJson({ name, version, node: process.versions.node, platform: `${platform}-${arch}`, plugins });
    this.print([this.config.userAgent, ...plugins.map((p) => printable(`${p.name}/${p.version}`))].join('\n'));
  }
}
