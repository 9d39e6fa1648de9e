import { MdmCommand } from '../base.js';
import { placeOf } from '../input/config.js';
import { jsonFlag } from '../input/flags.js';
import { componentArg, reasonFlag } from '../input/migration.js';

export default class MigrationRollback extends MdmCommand {
  static override summary = 'Set a component back to the old side.';
  static override description =
    'The flag becomes false and its share of the rollout 0. The next command, and a running client after a few seconds, takes the old side. Nothing is asked, and data stay as they are; for data see mdm rollback run. Exit code 7: a variable wins over the file and keeps the component on the new side.';
  static override usage = 'migration rollback COMPONENT [FLAGS]';
  static override examples = ['<%= config.bin %> migration rollback features --reason "wrong z-scores"'];
  static override args = { component: componentArg(true) };
  static override flags = { ...reasonFlag, ...jsonFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(MigrationRollback);
    const [{ movingFlag }, { rollBack, stays }, { turnedView }, { examineConfig }, config] = await Promise.all([
      import('../../migration/gates/index.js'),
      import('../../migration/control/turn.js'),
      import('../output/migration.js'),
      import('../../config/config.js'),
      this.settings(),
    ]);
    const flag = movingFlag(args.component!);
    const place = placeOf(flags.config);
    const turned = await rollBack(config, flag, { file: place.file, reason: flags.reason });
    const against = stays(turned, (await examineConfig(place)).config, flag);
    if (against) throw against;
    const always = config.get('refactoring.always_new');
    if (always.length > 0) this.note(`refactoring.always_new still names ${always.join(', ')}.`);
    if (flags.json) return this.printJson(turned);
    this.print(turnedView(turned));
  }
}
