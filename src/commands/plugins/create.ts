import { string as stringArg } from '@oclif/core/args';
import { option, string } from '@oclif/core/flags';
import { relative } from 'node:path';
import type { Refusal } from '@mdm/create-feature';
import { MdmError } from '../../errors.js';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { printable } from '../output/text.js';

export default class Create extends MdmCommand {
  static override summary = 'Make the package of a new plugin, with one worked transformer and its tests.';
  static override description = `NAME is a short one, such as geo (the package mdm-feature-geo with the plugin geo), or that of a package, such as @scope/feature-geo.
All files are written, or none; nothing is installed and the network is not used.`;
  static override usage = 'plugins create NAME [FLAGS]';
  static override examples = [
    { description: 'A transformer that writes expressions:', command: '<%= config.bin %> plugins create geo' },
    { description: 'One that runs JavaScript on the data:', command: '<%= config.bin %> plugins create geo --template batch' },
  ];
  static override args = { name: stringArg({ description: 'Name of the plugin or of its package.', required: true, ignoreStdin: true }) };
  static override flags = {
    template: option({
      summary: 'Kind of the transformer: expr writes expressions, batch runs JavaScript on the data.',
      options: ['expr', 'batch'] as const,
      default: 'expr',
    })(),
    directory: string({ summary: 'Folder to make (default: the name of the package).', helpValue: 'DIR' }),
    license: option({
      summary: 'Licence of the package.',
      options: ['MIT', 'Apache-2.0', 'BSD-3-Clause', 'ISC', 'UNLICENSED'] as const,
      default: 'MIT',
    })(),
    author: string({ summary: 'Author, for package.json and LICENSE.', helpValue: 'NAME' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Create);
    const { createFeature } = await import('@mdm/create-feature');
    const { template, license, directory, author } = flags;
    const made = await createFeature(args.name, {
      template,
      license,
      ...(directory === undefined ? {} : { directory }),
      ...(author === undefined ? {} : { author }),
    }).catch((error: Error & Partial<Refusal>) => {
      if (error.code !== 'usage' && error.code !== 'exists') throw error;
      throw new MdmError(error.code, error.message, error.next, error);
    });
    if (flags.json) return this.printJson(made);
    const folder = relative('', made.folder) || '.';
    this.print(`Made ${made.package} in ${printable(folder)}: ${made.files.length} files, one transformer (${made.transformer}).

Next:
  cd ${/^[\w./@-]+$/.test(folder) ? folder : `'${printable(folder)}'`}
  npm install
  npm run build && npm test`);
  }
}
