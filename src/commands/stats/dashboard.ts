import { boolean, string } from '@oclif/core/flags';
import { resolve } from 'node:path';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { writeReport } from '../output/file.js';

export default class StatsDashboard extends MdmCommand {
  static override summary = 'Write one HTML page of the operations: by day, by type, by dataset, slow queries, errors.';
  static override description = 'The page needs no network. On a terminal it is opened in the browser unless --no-open is given.';
  static override usage = 'stats dashboard [FLAGS]';
  static override examples = ['<%= config.bin %> stats dashboard -o operations.html --no-open'];
  static override flags = {
    output: string({ char: 'o', summary: 'File of the page (default mdm-dashboard.html), which is written over.', helpValue: 'FILE' }),
    open: boolean({ summary: 'Open it in the browser (default: on a terminal).', allowNo: true }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(StatsDashboard);
    const { operationsReport } = await import('../../report/operations.js');
    const page = await operationsReport(await this.settings());
    const file = resolve(flags.output ?? 'mdm-dashboard.html');
    await writeReport(file, page, true);
    const open = flags.open ?? (process.stdout.isTTY && !flags.json && !process.env['CI']);
    const opened = open ? await this.#open(file) : false;
    if (flags.json) return this.printJson({ file, opened });
    this.print(`Dashboard: ${file}`);
    if (open && !opened) this.note('No browser could be started; open the file in one.');
  }

  async #open(file: string): Promise<boolean> {
    const { openInBrowser } = await import('../output/browser.js');
    return openInBrowser(file);
  }
}
