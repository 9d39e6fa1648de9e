import { string } from '@oclif/core/flags';
import { resolve } from 'node:path';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { recordFlags } from '../input/migration.js';

export default class MigrationStatus extends MdmCommand {
  static override summary = 'Print how far each component is on its way to the new side.';
  static override description =
    'Flag, calls of both sides, comparisons, the last mismatch, how much longer the new side takes, and which gates are open. All of it is read from what is stored; nothing is run.';
  static override usage = 'migration status [FLAGS]';
  static override examples = [
    '<%= config.bin %> migration status',
    { description: 'One page with all of it over time:', command: '<%= config.bin %> migration status --html migration.html' },
  ];
  static override flags = {
    html: string({ summary: 'Write a page to this file too, which is written over.', helpValue: 'FILE' }),
    ...recordFlags,
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(MigrationStatus);
    const [{ gather }, { statusOf }, config] = await Promise.all([
      import('../../migration/gates/index.js'),
      import('../../migration/control/status.js'),
      this.settings(),
    ]);
    const evidence = await gather(config, flags);
    const components = statusOf(evidence);
    const file = flags.html === undefined ? undefined : resolve(flags.html);
    if (file !== undefined) {
      const [{ statusPage }, { writeReport }] = await Promise.all([import('../../migration/control/page.js'), import('../output/file.js')]);
      await writeReport(file, await statusPage(evidence, components), true);
    }
    if (flags.json) return this.printJson({ version: evidence.version, ...(file === undefined ? {} : { html: file }), components });
    const { statusView } = await import('../output/migration.js');
    this.print(await statusView(components, { width: this.width, paint: this.paint }));
    if (file !== undefined) this.print(`Page: ${file}`);
  }
}
