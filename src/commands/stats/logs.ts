import { integer, option, string } from '@oclif/core/flags';
import { LEVELS } from '../../log/logger.js';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';

export default class StatsLogs extends MdmCommand {
  static override summary = 'Print the last lines of the log, the oldest first.';
  static override description = 'Files that were put aside (mdm.log.1 and so on) are read too where lines are missing.';
  static override usage = 'stats logs [FLAGS]';
  static override examples = ['<%= config.bin %> stats logs -n 100 --level WARNING', '<%= config.bin %> stats logs --grep titanic'];
  static override flags = {
    tail: integer({ char: 'n', summary: 'Lines at most.', default: 50, min: 1, helpValue: 'N' }),
    level: option({
      char: 'l',
      summary: 'This level and above.',
      options: [...LEVELS, ...LEVELS.map((level) => level.toLowerCase())],
      helpValue: LEVELS.join('|'),
    })(),
    grep: string({ char: 'g', summary: 'Lines that hold this text, whatever its case.', helpValue: 'TEXT' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(StatsLogs);
    const [config, { tailLog }, { printable }] = await Promise.all([
      this.settings(),
      import('../../log/tail.js'),
      import('../output/text.js'),
    ]);
    const file = config.path('logging.file');
    const level = LEVELS.find((one) => one === flags.level?.toUpperCase());
    const lines =
      file === undefined
        ? []
        : tailLog(file, {
            lines: flags.tail,
            ...(level === undefined ? {} : { level }),
            ...(flags.grep === undefined ? {} : { text: flags.grep }),
          });
    if (flags.json) return this.printJson(lines);
    if (lines.length > 0) return this.print(lines.map(({ text }) => printable(text)).join('\n'));
    this.print(file === undefined ? 'Nothing is logged: logging.file is none.' : `No such lines in ${file}.`);
  }
}
