import { boolean } from '@oclif/core/flags';
import type { Config } from '../../config/config.js';
import { MdmCommand } from '../base.js';
import { placeOf } from '../input/config.js';
import { jsonFlag } from '../input/flags.js';
import { componentArg, reasonFlag, recordFlags } from '../input/migration.js';

export default class MigrationCutover extends MdmCommand {
  static override summary = 'Set a component to the new side; refused while a gate is open.';
  static override description =
    'The next command, and a running client after a few seconds, takes the new side. Exit code 7: a gate is open. --force asks, or takes --reason for the answer; the history of flags keeps which gates were open. Back again: mdm migration rollback COMPONENT.';
  static override usage = 'migration cutover COMPONENT [FLAGS]';
  static override examples = [
    '<%= config.bin %> migration cutover features',
    '<%= config.bin %> migration cutover config --force --reason "the home has one dataset"',
  ];
  static override args = { component: componentArg(true) };
  static override flags = {
    force: boolean({ summary: 'Do it though gates are open, after asking; with --reason without asking.' }),
    ...reasonFlag,
    ...recordFlags,
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(MigrationCutover);
    const [{ gather, judge, movingFlag }, { cutOver, gateNames, openGates }, { turnedView }, config] = await Promise.all([
      import('../../migration/gates/index.js'),
      import('../../migration/control/turn.js'),
      import('../output/migration.js'),
      this.settings(),
    ]);
    const flag = movingFlag(args.component!);
    const gates = judge(await gather(config, flags), flag);
    const open = openGates(gates);
    const { force, reason } = flags;
    if (force && open.length > 0 && reason === undefined && !config.get(flag.key)) {
      const { confirm } = await import('../input/confirm.js');
      const question = `Set ${flag.component} to the new side though these gates are open: ${gateNames(open)}?`;
      if (!(await confirm(question, { signal: this.signal, instead: 'Say why instead: --force --reason TEXT' })))
        return flags.json
          ? this.printJson({ component: flag.component, changed: false, confirmed: false })
          : this.print('Nothing was done.');
    }
    const turned = await cutOver(config, flag, gates, { file: placeOf(flags.config).file, force, reason });
    if (config.origin(flag.key) === 'environment') this.note(`${config.where(flag.key)} is set and wins over the file.`);
    if (turned.changed && !(await this.#backedUp(config))) this.note('There is no backup of this home. Make one: mdm backup create');
    if (flags.json) return this.printJson(turned);
    this.print(turnedView(turned));
  }

  async #backedUp(config: Config): Promise<boolean> {
    const [{ openRepository }, { backupsFolder, listSnapshots }] = await Promise.all([
      import('../../datasets/repository.js'),
      import('../../recovery/manifest.js'),
    ]);
    if ((await openRepository(config).names()).length === 0) return true;
    return (await listSnapshots(backupsFolder(config))).snapshots.length > 0;
  }
}
