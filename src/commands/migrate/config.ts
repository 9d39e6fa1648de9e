import { boolean, string } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';

export default class MigrateConfig extends MdmCommand {
  static override summary = 'Bring the configuration of MDM 1.0.6 into the form of now.';
  static override description = `Every value of mdm.yaml gets the name of its key, what means nothing is taken out, and numbers that only YAML 1.1 knows are written out.
Values of config.yml of earlier releases are taken over. Comments and order stay, and the file as it was is kept beside it.
Run twice it changes nothing. Exit code 7: a value is wrong; nothing is written until it is corrected.`;
  static override usage = 'migrate config [FLAGS]';
  static override examples = [
    { description: 'What would be done:', command: '<%= config.bin %> migrate config --dry-run' },
    { description: 'With a report of every value:', command: '<%= config.bin %> migrate config --report migration.json' },
    { description: 'The values of another home:', command: '<%= config.bin %> migrate config --from ~/.mdm' },
  ];
  static override flags = {
    from: string({
      summary: 'A configuration file, or another home, to take values from; what this home has set holds.',
      helpValue: 'FILE|DIR',
    }),
    'dry-run': boolean({ summary: 'Say what would be done, and do nothing.' }),
    report: string({ summary: 'File for the report, as JSON; one that is there is replaced.', helpValue: 'FILE', helpGroup: 'output' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(MigrateConfig);
    const [{ migrateConfig }, { placeOf }, { MdmError }] = await Promise.all([
      import('../../migration/config/index.js'),
      import('../input/config.js'),
      import('../../errors.js'),
    ]);
    const migration = await migrateConfig({
      ...placeOf(flags.config),
      dryRun: flags['dry-run'],
      ...(flags.from === undefined ? {} : { from: flags.from }),
    });
    if (migration.keys.some(({ what }) => what === 'wrong')) process.exitCode = new MdmError('configuration', '').exit;
    if (flags.report !== undefined) {
      const { writeReport } = await import('../output/file.js');
      await writeReport(flags.report, `${JSON.stringify(migration, null, 2)}\n`, true);
    }
    if (flags.json) return this.printJson(migration);
    const { configMigrationView } = await import('../output/config-migration.js');
    this.print(await configMigrationView(migration, { width: this.width, paint: this.paint }));
    for (const { variable, key } of migration.variables)
      this.note(`The variable ${variable} had no effect in MDM 1.0.6; now it sets ${key}.`);
  }
}
