import { jsonFlag } from '../input/flags.js';
import { RecoveryCommand } from '../input/recovery.js';

export default class RollbackList extends RecoveryCommand {
  static override summary = 'List the points to go back to.';
  static override usage = 'rollback list [FLAGS]';
  static override examples = ['<%= config.bin %> rollback list', '<%= config.bin %> rollback list --json'];
  static override flags = { ...jsonFlag };

  async run(): Promise<void> {
    const { flags } = await this.parse(RollbackList);
    const [{ listSnapshots, pointsFolder }, { unfinishedRun }, { isAlive }, { listJson, listView, unfinishedLine }, config] =
      await Promise.all([
        import('../../recovery/manifest.js'),
        import('../../recovery/runs.js'),
        import('../../config/scratch.js'),
        import('../output/recovery.js'),
        this.settings(),
      ]);
    this.mind('nothing');
    const root = pointsFolder(config);
    const [list, cutOff] = await Promise.all([listSnapshots(root), unfinishedRun(root)]);
    if (flags.json) return this.printJson({ ...listJson(list), unfinished: cutOff ?? null });
    if (list.snapshots.length + list.problems.length === 0) this.print('There is no point. Make one: mdm rollback create');
    else this.print(await listView(list, { width: this.width, paint: this.paint }));
    if (cutOff) this.note(unfinishedLine(cutOff, isAlive(cutOff.process)));
  }
}
