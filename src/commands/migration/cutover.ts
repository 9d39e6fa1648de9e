import { boolean } from '@oclif/core/flags';
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
    const [{ gather, judge, movingFlag }, { cutOver, gateNames, openGates, stays }, { turnedView }, { examineConfig }, config] =
      await Promise.all([
        import('../../migration/gates/index.js'),
        import('../../migration/control/turn.js'),
        import('../output/migration.js'),
        import('../../config/config.js'),
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
    const place = placeOf(flags.config);
    const turned = await cutOver(config, flag, gates, { file: place.file, force, reason });
    const against = stays(turned, (await examineConfig(place)).config, flag);
    if (against) throw against;
    if (turned.changed) {
      const { isBackedUp, NO_BACKUP } = await import('../input/backed-up.js');
      if (!(await isBackedUp(config))) this.note(NO_BACKUP);
    }
    if (flags.json) return this.printJson(turned);
    this.print(turnedView(turned));
  }
}
