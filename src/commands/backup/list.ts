import { jsonFlag } from '../input/flags.js';
import { RecoveryCommand } from '../input/recovery.js';

export default class BackupList extends RecoveryCommand {
  static override summary = 'List the backups of the home.';
  static override usage = 'backup list [FLAGS]';
  static override examples = ['<%= config.bin %> backup list', '<%= config.bin %> backup list --json'];
  static override flags = { ...jsonFlag };

  async run(): Promise<void> {
    const { flags } = await this.parse(BackupList);
    const [{ listSnapshots, backupsFolder }, { listJson, listView }, config] = await Promise.all([
      import('../../recovery/manifest.js'),
      import('../output/recovery.js'),
      this.settings(),
    ]);
    this.mind('nothing');
    const list = await listSnapshots(backupsFolder(config));
    if (flags.json) return this.printJson(listJson(list));
    if (list.snapshots.length + list.problems.length === 0) return this.print('There is no backup. Make one: mdm backup create');
    this.print(await listView(list, { width: this.width, paint: this.paint }));
  }
}
