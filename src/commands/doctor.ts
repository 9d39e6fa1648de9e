import { boolean, string } from '@oclif/core/flags';
import { MdmCommand } from './base.js';
import { jsonFlag } from './input/flags.js';

export default class Doctor extends MdmCommand {
  static override summary = 'Check the datasets of the home: what a crash left, what is missing or damaged.';
  static override description =
    'Looks for unfinished registrations, databases without a dataset, datasets without a database, files that cannot be read, locks and temporary files of processes that ended, and tables that are not as they were registered. With --all the machine, the settings, the backends and both sides are checked too. Exit code 0: nothing is wrong (any more), 1: something is; a warning is not.';
  static override usage = 'doctor [FLAGS]';
  static override examples = [
    { description: 'Look:', command: '<%= config.bin %> doctor' },
    { description: 'Mend what can be mended without losing data:', command: '<%= config.bin %> doctor --fix' },
    { description: 'Check everything before a migration:', command: '<%= config.bin %> doctor --all' },
  ];
  static override flags = {
    fix: boolean({ summary: 'Mend what can be mended.' }),
    all: boolean({ summary: 'Check the machine, the settings, the backends and both sides too.' }),
    check: string({ summary: 'Run this check of --all alone. Repeatable.', helpValue: 'NAME', multiple: true, multipleNonGreedy: true }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Doctor);
    if (flags.check !== undefined) return this.#only(flags.check, flags.json);
    const { examineHome, mend } = await import('../datasets/doctor.js');
    const workspace = await this.workspace();
    const findings = await examineHome(workspace);
    const mended = new Set<number>();
    if (flags.fix) for (const [i, finding] of findings.entries()) if (await mend(workspace, finding)) mended.add(i);
    const all = findings.map((finding, i) => ({ ...finding, mended: mended.has(i) }));
    const checks = flags.all ? await this.#checks() : undefined;
    const healthy = all.every((finding) => finding.mended) && !checks?.some(({ state }) => state === 'failed');
    if (!healthy) process.exitCode = 1;
    if (flags.json) return this.printJson({ healthy, findings: all, ...(checks ? { checks } : {}) });
    const { homeView } = await import('./output/home-doctor.js');
    this.print(homeView(all, this.paint));
    if (checks) {
      const { checksView } = await import('./output/checks-doctor.js');
      this.print(`\n${checksView(checks, { width: this.width, paint: this.paint })}`);
    }
  }

  async #only(names: readonly string[], json: boolean): Promise<void> {
    const checks = await this.#checks(names);
    const healthy = checks.every(({ state }) => state !== 'failed');
    if (!healthy) process.exitCode = 1;
    if (json) return this.printJson({ healthy, checks });
    const { checksView } = await import('./output/checks-doctor.js');
    this.print(checksView(checks, { width: this.width, paint: this.paint }));
  }

  async #checks(names?: readonly string[]) {
    const { checkAll } = await import('../migration/checks/index.js');
    return checkAll(await this.workspace(), names);
  }
}
