import { string as stringArg } from '@oclif/core/args';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';

export default class Doctor extends MdmCommand {
  static override summary = 'Check every plugin: versions, files, code and names, and say what mends it.';
  static override description =
    'Imports the code of the plugins that are on, each in a thread of its own with a time limit. Exit code 0: nothing is wrong, 1: something is.';
  static override usage = 'plugins doctor [NAME] [FLAGS]';
  static override examples = [
    { description: 'All of them:', command: '<%= config.bin %> plugins doctor' },
    { description: 'One of them:', command: '<%= config.bin %> plugins doctor temporal --json' },
  ];
  static override args = { name: stringArg({ description: 'A plugin (text) or its package.', ignoreStdin: true }) };
  static override flags = jsonFlag;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Doctor);
    const [{ diagnose }, { doctorView }] = await Promise.all([import('../../install/doctor.js'), import('../output/doctor.js')]);
    const diagnosis = await diagnose({ signal: this.signal, ...(args.name === undefined ? {} : { only: args.name }) });
    if (!diagnosis.healthy) process.exitCode = 1;
    if (flags.json) return this.printJson(diagnosis);
    this.print(await doctorView(diagnosis, { width: this.width, paint: this.paint }));
  }
}
