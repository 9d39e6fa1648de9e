import { string as stringArg } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { counted, printable } from '../output/text.js';

export default class Search extends MdmCommand {
  static override summary = 'Find plugins in the index that comes with MDM and in those that you added.';
  static override description = `Every word must be in a plugin's name, package, summary or keywords; without words all are shown.
An index is a JSON file, here or at an address, as schema/plugins-1.json of MDM says. What it tells is its owner's word: only MDM's own index says who is first-party or verified.`;
  static override usage = 'plugins search [WORDS] [FLAGS]';
  static override strict = false;
  static override examples = [
    { description: 'Plugins about texts:', command: '<%= config.bin %> plugins search text' },
    {
      description: 'Also look where your team keeps its index:',
      command: '<%= config.bin %> plugins search --add https://example.org/plugins.json',
    },
  ];
  static override args = { words: stringArg({ description: 'What the plugin should be about.', ignoreStdin: true }) };
  static override flags = {
    add: string({ summary: 'Add an index, a URL or a file, to those that are searched.', helpValue: 'URL|FILE', exclusive: ['remove'] }),
    remove: string({ summary: 'Search an index that was added no more.', helpValue: 'URL|FILE' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Search);
    const hub = await import('../../install/hub.js');
    if (flags.add !== undefined) {
      const { index, plugins } = await hub.addIndex(flags.add, { signal: this.signal });
      return flags.json
        ? this.printJson({ added: index, plugins })
        : this.print(`Added ${printable(index)} with ${counted(plugins, 'plugin')}.`);
    }
    if (flags.remove !== undefined) {
      const index = await hub.removeIndex(flags.remove);
      return flags.json ? this.printJson({ removed: index }) : this.print(`Removed ${printable(index)}.`);
    }
    const [{ plugins, notes }, { knownPlugins }] = await Promise.all([hub.readHub({ signal: this.signal }), import('../../host/known.js')]);
    const words = argv as string[];
    const found = hub.searchHub(plugins, words);
    const { hubView, hubJson } = await import('../output/hub.js');
    const known = (await knownPlugins()).plugins;
    for (const note of notes) this.note(note);
    if (flags.json) return this.printJson({ plugins: hubJson(found, known), notes });
    this.print(await hubView(found, known, words, { width: this.width, paint: this.paint }));
  }
}
