import { boolean, string } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { formatFlag } from '../input/document.js';
import { jsonFlag } from '../input/flags.js';

export default class CompareConfig extends MdmCommand {
  static override summary = 'Read the configuration by both readers, and compare every key.';
  static override description = `The readers are that of MDM 1.0.6 and that of now. They read the home, its file and the environment as they are, then a file and an environment in
which every key has another value than by default. What differs as is known, such as names that MDM 1.0.6 did not read, is named and does not
count as a match. The result is stored. Exit code 0: they agree, or differ only in what is known; 1: they differ.`;
  static override usage = 'compare config [FLAGS]';
  static override examples = ['<%= config.bin %> compare config', '<%= config.bin %> compare config --format json'];
  static override flags = {
    all: boolean({ summary: 'Also list the values that are equal.' }),
    seed: string({ summary: 'Order of the readers (default: random).', helpValue: 'TEXT' }),
    'no-store': boolean({ summary: 'Keep no result.', helpGroup: 'output' }),
    ...formatFlag,
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(CompareConfig);
    const [{ withScenarios }, { compareReaders }, { examineConfig }, { placeOf }, { chooseSide }, { userOf }] = await Promise.all([
      import('../../components/config/cases.js'),
      import('../../components/config/compare.js'),
      import('../../config/config.js'),
      import('../input/config.js'),
      import('../../flags/choose.js'),
      import('../../components/config/index.js'),
    ]);
    const place = placeOf(flags.config);
    // A value that a reader refuses is compared too.
    const { config } = await examineConfig(place);
    const compared = await withScenarios(place, (scenarios) =>
      compareReaders({
        config,
        scenarios,
        control: chooseSide(config, 'config', userOf()).side,
        subject: config.home,
        store: !flags['no-store'],
        note: (sentence) => this.note(sentence),
        ...(flags.seed === undefined ? {} : { seed: flags.seed }),
      }),
    );
    const { verdict } = compared.result;
    if (verdict === 'mismatched' || verdict === 'failed') process.exitCode = 1;
    const { configComparisonDocument } = await import('../output/config-comparison.js');
    await this.printDocument(configComparisonDocument(compared, flags.all), { ...compared.result, keys: compared.keys }, flags);
  }
}
