import { boolean, string } from '@oclif/core/flags';
import { firstLine, MdmError } from '../errors.js';
import type { CheckOptions, CheckResult, Settings } from '../migration/checks/index.js';
import { MdmCommand } from './base.js';
import { jsonFlag } from './input/flags.js';
import type { Examined } from './output/home-doctor.js';

export default class Doctor extends MdmCommand {
  static override summary = 'Check the datasets of the home: what a crash left, what is missing or damaged.';
  static override description =
    'Looks for registrations and migrations that were cut off, databases without a dataset, datasets without a database, files that cannot be read, a server that does not answer, locks, temporary files and databases of processes that ended, and tables that are not as they were registered. With --all the machine, the settings, the backends and both sides are checked too. Exit code 0: nothing is wrong (any more), 1: something is; a warning is not.';
  static override usage = 'doctor [FLAGS]';
  static override examples = [
    { description: 'Look:', command: '<%= config.bin %> doctor' },
    { description: 'Mend what can be mended without losing data:', command: '<%= config.bin %> doctor --fix' },
    { description: 'Check everything before a migration:', command: '<%= config.bin %> doctor --all' },
  ];
  static override flags = {
    fix: boolean({ summary: 'Mend what can be mended.' }),
    all: boolean({ summary: 'Check the machine, the settings, the backends and both sides too.' }),
    check: string({
      summary: 'Run this check of --all alone. Repeatable.',
      helpValue: 'NAME',
      multiple: true,
      multipleNonGreedy: true,
      exclusive: ['fix', 'all'],
    }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Doctor);
    const wrong = flags.all || flags.check ? await this.#wrongSettings() : undefined;
    if (wrong) {
      const { checkSettings } = await import('../migration/checks/index.js');
      return this.#tell(await checkSettings(wrong, flags.check, this.signal), flags.json);
    }
    if (flags.check) return this.#tell(await this.#checks({ names: flags.check }), flags.json);
    const { examineHome, mend } = await import('../datasets/doctor.js');
    const { unfinishedRuns } = await import('../migration/checks/left-runs.js');
    const workspace = await this.workspace();
    const findings = [...(await examineHome(workspace)), ...(await unfinishedRuns(workspace.config))];
    const all: Examined[] = [];
    for (const finding of findings) {
      const tried = flags.fix && finding.mendable;
      const why = tried ? await mend(workspace, finding).then((done) => (done ? '' : undefined), reason) : undefined;
      all.push({ ...finding, mended: why === '', ...(why ? { why } : {}) });
    }
    const checks = flags.all ? await this.#checks({ findings: all.filter(({ mended }) => !mended) }) : undefined;
    const healthy = all.every((finding) => finding.mended) && !checks?.some(({ state }) => state === 'failed');
    if (!healthy) process.exitCode = 1;
    if (flags.json) return this.printJson({ healthy, findings: all, ...(checks ? { checks } : {}) });
    const { homeView } = await import('./output/home-doctor.js');
    this.print(homeView(all, this.paint));
    if (!checks) return;
    const { checksView } = await import('./output/checks-doctor.js');
    this.print(`\n${checksView(checks, { width: this.width, paint: this.paint })}`);
  }

  /** What can be read of a configuration that cannot be opened, and why not. */
  async #wrongSettings(): Promise<Settings | undefined> {
    try {
      await this.settings();
      return undefined;
    } catch (error) {
      if (!(error instanceof MdmError) || !['configuration', 'permission'].includes(error.code)) throw error;
      const [{ examineConfig }, { placeOf }] = await Promise.all([import('../config/config.js'), import('./input/config.js')]);
      const place = placeOf(process.env['MDM_CONFIG_PATH'] || undefined);
      // A file that is no YAML has no values at all.
      const { config, problems } = await examineConfig(place).catch(() => examineConfig({ ...place, file: null }));
      return { config, problems: problems.length > 0 ? problems : [error] };
    }
  }

  async #checks(options: CheckOptions): Promise<readonly CheckResult[]> {
    const { checkAll } = await import('../migration/checks/index.js');
    return checkAll(await this.workspace(), options);
  }

  async #tell(checks: readonly CheckResult[], json: boolean): Promise<void> {
    const healthy = checks.every(({ state }) => state !== 'failed');
    if (!healthy) process.exitCode = 1;
    if (json) return this.printJson({ healthy, checks });
    const { checksView } = await import('./output/checks-doctor.js');
    this.print(checksView(checks, { width: this.width, paint: this.paint }));
  }
}

const reason = (error: unknown): string =>
  `${firstLine(error)}${error instanceof MdmError && error.next ? `. ${error.next.replace(/\.$/, '')}` : ''}`;
