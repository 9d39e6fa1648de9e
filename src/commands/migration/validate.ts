import { string } from '@oclif/core/flags';
import { resolve } from 'node:path';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { componentArg, recordFlags } from '../input/migration.js';

export default class MigrationValidate extends MdmCommand {
  static override summary = 'Judge the gates of the cut-over, with evidence; exit code 1 when one is open.';
  static override description =
    'Six gates for each component: comparisons, time, memory, acceptance, a week of use, steadiness. They are judged by stored comparisons, counts, the history of flags, and the records of the acceptance run and of the benchmark.';
  static override usage = 'migration validate [COMPONENT] [FLAGS]';
  static override examples = ['<%= config.bin %> migration validate', '<%= config.bin %> migration validate features --report gates.json'];
  static override args = { component: componentArg(false) };
  static override flags = {
    report: string({ summary: 'Write the same as JSON to this file, which is written over.', helpValue: 'FILE' }),
    ...recordFlags,
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(MigrationValidate);
    const [{ gather, MOVING, movingFlag }, { statusOf }, config] = await Promise.all([
      import('../../migration/gates/index.js'),
      import('../../migration/control/status.js'),
      this.settings(),
    ]);
    const chosen = args.component === undefined ? MOVING : [movingFlag(args.component)];
    const evidence = await gather(config, flags);
    const all = statusOf(evidence, chosen);
    const open = all.flatMap(({ component, gates }) => gates.filter((gate) => gate.open).map(({ id }) => `${component}/${id}`));
    if (open.length > 0) process.exitCode = 1;
    const report = {
      version: evidence.version,
      time: evidence.now.toISOString(),
      open,
      components: all.map(({ component, gates }) => ({ component, gates })),
    };
    if (flags.report !== undefined) {
      const { writeReport } = await import('../output/file.js');
      await writeReport(resolve(flags.report), `${JSON.stringify(report, null, 2)}\n`, true);
    }
    if (flags.json) return this.printJson(report);
    const { gatesView } = await import('../output/migration.js');
    this.print(gatesView(all, { width: this.width, paint: this.paint }));
  }
}
