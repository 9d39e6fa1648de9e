import { boolean } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { componentArg, recordFlags } from '../input/migration.js';

export default class MigrationCleanup extends MdmCommand {
  static override summary = 'Say what of the old sides could go, and when; nothing is removed.';
  static override description =
    'The old side of a component may go one month after its cut-over, with all gates closed. With --check the exit code is 7 while it must stay.';
  static override usage = 'migration cleanup [COMPONENT] [FLAGS]';
  static override examples = ['<%= config.bin %> migration cleanup', '<%= config.bin %> migration cleanup features --check'];
  static override args = { component: componentArg(false) };
  static override flags = {
    check: boolean({ summary: 'Fail with exit code 7 while the old side must stay.' }),
    ...recordFlags,
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(MigrationCleanup);
    const [{ gather, MOVING, movingFlag }, { removals }, { removalsView }, config] = await Promise.all([
      import('../../migration/gates/index.js'),
      import('../../migration/control/cleanup.js'),
      import('../output/migration.js'),
      this.settings(),
    ]);
    const chosen = args.component === undefined ? MOVING : [movingFlag(args.component)];
    const all = removals(await gather(config, flags), chosen);
    if (flags.check && all.some(({ mayGo }) => !mayGo)) process.exitCode = 7;
    if (flags.json) return this.printJson(all);
    this.print(removalsView(all, { width: this.width, paint: this.paint }));
  }
}
