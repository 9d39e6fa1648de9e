import { boolean } from '@oclif/core/flags';
import { MdmCommand } from './base.js';
import { jsonFlag } from './input/flags.js';

export default class Doctor extends MdmCommand {
  static override summary = 'Check the datasets of the home: what a crash left, what is missing or damaged.';
  static override description =
    'Looks for unfinished registrations, databases without a dataset, datasets without a database, files that cannot be read, locks and temporary files of processes that ended, and tables that are not as they were registered. Exit code 0: nothing is wrong (any more), 1: something is.';
  static override usage = 'doctor [FLAGS]';
  static override examples = [
    { description: 'Look:', command: '<%= config.bin %> doctor' },
    { description: 'Mend what can be mended without losing data:', command: '<%= config.bin %> doctor --fix' },
  ];
  static override flags = {
    fix: boolean({ summary: 'Mend what can be mended.' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Doctor);
    const { examineHome, mend } = await import('../datasets/doctor.js');
    const workspace = await this.workspace();
    const findings = await examineHome(workspace);
    const mended = new Set<number>();
    if (flags.fix) for (const [i, finding] of findings.entries()) if (await mend(workspace, finding)) mended.add(i);
    const all = findings.map((finding, i) => ({ ...finding, mended: mended.has(i) }));
    const healthy = all.every((finding) => finding.mended);
    if (!healthy) process.exitCode = 1;
    if (flags.json) return this.printJson({ healthy, findings: all });
    const { homeView } = await import('./output/home-doctor.js');
    this.print(homeView(all, this.paint));
  }
}
