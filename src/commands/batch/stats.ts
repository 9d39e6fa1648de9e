import { boolean, string } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { batchArgs, batchFlags } from '../input/batch.js';
import { jsonFlag } from '../input/flags.js';
import { counted } from '../output/text.js';

export default class BatchStats extends MdmCommand {
  static override summary = 'Print the statistics of several datasets.';
  static override description =
    'Per dataset its tables, rows, columns and share of known cells; --export writes all figures to a JSON file for each.';
  static override usage = 'batch stats [NAMES...] [FLAGS]';
  static override examples = [
    '<%= config.bin %> batch stats titanic iris',
    '<%= config.bin %> batch stats --filter "row_count>1000" --full --export stats',
  ];
  static override strict = false;
  static override args = batchArgs;
  static override flags = {
    ...batchFlags,
    full: boolean({ summary: 'Add correlations, distributions and relations to the target; also for features.' }),
    export: string({ summary: 'Folder for NAME_stats.json of each dataset.', helpValue: 'DIR', helpGroup: 'output' }),
    ...jsonFlag,
    force: boolean({ summary: 'Write over files that are there.', helpGroup: 'output' }),
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(BatchStats);
    const [{ batchStats }, { batchError }, { chosenDatasets }, { batchJson, endBatch, outcomeLine }] = await Promise.all([
      import('../../datasets/statistics/batch.js'),
      import('../../datasets/batch.js'),
      import('../../datasets/chosen.js'),
      import('../output/batch.js'),
    ]);
    const ws = await this.workspace();
    const names = await chosenDatasets(ws, argv as string[], flags.filter);
    const outcomes = await batchStats(ws, names, {
      full: flags.full,
      onDone: (outcome, done, of) => {
        if (!flags.json) this.print(outcomeLine(outcome, done, of, statsWords, this.paint));
      },
    });
    if (flags.export !== undefined) await this.save(flags.export, outcomes, flags.force);
    if (flags.json) this.printJson(batchJson(outcomes, (statistics) => statistics));
    else if (names.length === 0) this.print('No dataset matches.');
    else if (flags.export !== undefined) this.print(`All figures are in ${flags.export}.`);
    endBatch(batchError(outcomes, 'measured'), flags.json);
  }

  /** A file for each dataset that could be measured. */
  private async save(
    folder: string,
    outcomes: Awaited<ReturnType<typeof import('../../datasets/statistics/batch.js').batchStats>>,
    force: boolean,
  ): Promise<void> {
    const [{ mkdir, writeFile }, { join }, { createOutbox }] = await Promise.all([
      import('node:fs/promises'),
      import('node:path'),
      import('../../pipeline/output.js'),
    ]);
    await mkdir(folder, { recursive: true });
    const outbox = createOutbox(force);
    try {
      for (const one of outcomes)
        if (one.ok) await writeFile(await outbox.place(join(folder, `${one.name}_stats.json`)), `${JSON.stringify(one.value, null, 2)}\n`);
      await outbox.commit();
    } finally {
      await outbox.discard();
    }
  }
}

type Measured = Awaited<ReturnType<typeof import('../../datasets/statistics/batch.js').batchStats>>[number] & { ok: true };

function statsWords({ tables, other_tables: others, row_count: rows }: Measured['value']): string {
  const columns = Math.max(0, ...tables.map((one) => one.columns.length));
  const cells = tables.reduce((sum, one) => sum + one.rows * one.columns.length, 0);
  const missing = tables.reduce((sum, one) => sum + one.missing_cells, 0);
  const known = cells === 0 ? 100 : 100 * (1 - missing / cells);
  return `${counted(rows, 'row')}, ${counted(columns, 'column')}, ${counted(tables.length + others.length, 'table')}, ${known.toFixed(1)} % complete`;
}
