import { string as stringArg } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { MdmCommand } from '../base.js';
import {
  batchFlag,
  columnFlags,
  featureFlags,
  fitFlag,
  generatorFlags,
  jsonFlag,
  outputFlags,
  pluginFlags,
  runFlags,
  signalFlags,
} from '../input/flags.js';
import { toGenerateOptions, type GenerateFlags } from '../input/options.js';
import { runWay, sideOptions } from '../input/run-way.js';
import { answering, chooseWay, comparable, type Way } from '../input/way.js';
import { inFolder, places } from '../input/paths.js';
import type { GeneratorFlags } from '../input/generator.js';
import { progressBar } from '../output/progress.js';

type PipelineFlags = InferredFlags<(typeof Generate)['flags']>;

/** Flags that hold for datasets too. */
const OF_DATASETS = ['target', 'time', 'group', 'ignore', 'type', 'seed', 'json', 'verbose', 'debug', 'config', 'no-color'];

export default class Generate extends MdmCommand {
  static override summary = 'Turn a table into features, and keep a recipe that makes the same features again.';
  static override description = `SOURCE is the name of a dataset, whose features are kept with it and made as the configuration says; or a CSV, TSV, Parquet, JSON, NDJSON or Arrow file (text files also as .gz), a glob, or a folder with train and test files.
Without -o, <name>.features.parquet and <name>.recipe.json are written to the present folder. Nothing is written over without --force.
Lists are given by commas or by repeating the flag.`;
  static override usage = 'features generate SOURCE [FLAGS]';
  static override examples = [
    {
      description: 'Features of a file, with the column to predict:',
      command: '<%= config.bin %> features generate penguins.csv --target species',
    },
    {
      description: 'Fit on one file, apply to another, with lags per customer:',
      command: '<%= config.bin %> features generate train.parquet --test test.parquet --target y --time at --group customer',
    },
    {
      description: 'Only some transformers, one of them with a parameter:',
      command: '<%= config.bin %> features generate reviews.csv --only temporal,statistical.bins --set statistical.bins.equal=20',
    },
    {
      description: 'The features of MDM 1.0.6, a file for each table of a folder:',
      command: '<%= config.bin %> features generate data/ --generator legacy -o old/',
    },
    { description: 'Features of a dataset, in place of those it has:', command: '<%= config.bin %> features generate titanic' },
    { description: 'See what would run, without writing anything:', command: '<%= config.bin %> features generate penguins.csv --plan' },
  ];
  static override args = {
    source: stringArg({ description: 'A file, a glob, a folder, or the name of a dataset.', required: true, ignoreStdin: true }),
  };
  static override flags = {
    ...columnFlags,
    test: string({ summary: 'Table that gets the features fitted on SOURCE.', helpValue: 'FILE', helpGroup: 'column' }),
    ...featureFlags,
    ...fitFlag,
    ...generatorFlags,
    ...batchFlag,
    ...pluginFlags,
    'keep-going': boolean({ summary: 'Leave out a transformer that fails, list it, and make the other features.', helpGroup: 'plugin' }),
    ...signalFlags,
    ...outputFlags,
    recipe: string({
      summary: 'Recipe file (default: beside the features).',
      helpValue: 'FILE',
      helpGroup: 'output',
      exclusive: ['no-recipe'],
    }),
    'no-recipe': boolean({ summary: 'Write no recipe.', helpGroup: 'output' }),
    plan: boolean({ summary: 'Print scans, stages and SQL; write nothing.', helpGroup: 'output' }),
    verbose: boolean({ summary: 'Print long lists in full.', helpGroup: 'output' }),
    ...jsonFlag,
    ...runFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Generate);
    const { datasetOrFile } = await import('../input/dataset-source.js');
    const meant = await datasetOrFile(args.source, () => this.settings());
    if (meant.note !== undefined) this.note(meant.note);
    if (meant.dataset !== undefined) return this.dataset(meant.dataset, flags);
    const way = await chooseWay(await this.settings(), args.source, flags);
    if (way.generator !== undefined) return this.generator(args.source, way.generator, way, flags);
    const old = answering(way, flags);
    if (old === undefined) return this.pipeline(args.source, way, flags);
    const { withFallback } = await import('../../flags/fallback.js');
    await withFallback(
      way.config,
      'features',
      () => this.pipeline(args.source, way, flags),
      () => this.generator(args.source, old.generator, old, flags),
      (sentence) => this.note(sentence),
    );
  }

  /** Features by transformers, with a recipe. */
  private async pipeline(source: string, way: Way, flags: PipelineFlags): Promise<void> {
    const { fitOptions, outputsOf, readProfile } = await import('../input/profile.js');
    const profile = way.profile === undefined ? undefined : await readProfile(way.profile);
    const bar = progressBar(flags.json);
    const options = {
      ...toGenerateOptions(source, flags, profile),
      ...fitOptions(flags, profile),
      ...(flags.test === undefined ? {} : { test: flags.test }),
      ...(flags['keep-going'] ? { keepGoing: true } : {}),
      signal: this.signal,
      onProgress: bar.update,
      registry: await this.registry({ safeMode: flags['safe-mode'], timeout: flags['plugin-timeout'] }),
    };
    const view = { width: this.width, paint: this.paint, verbose: flags.verbose };
    try {
      const { generateFeatures, planFeatures } = await import('../../index.js');
      if (flags.plan) {
        const plan = await planFeatures(options);
        bar.clear();
        if (flags.json) return this.printJson(plan);
        const { planView } = await import('../output/plan.js');
        return this.print(await planView(plan, view));
      }
      const several = profile?.counterpart === undefined ? undefined : source;
      const made = await inFolder(flags.output, several, async () => {
        const { recipe, ...out } = await outputsOf(await places(source, flags.output, flags.format), flags.output, profile);
        const written = flags['no-recipe'] ? out : { ...out, recipe: flags.recipe ?? recipe };
        const fit = flags.fit ?? profile?.fit ?? 'table';
        return runWay({
          way,
          source,
          run: () => generateFeatures({ ...options, ...written }),
          options: sideOptions(flags, { fit, ...(flags['batch-size'] === undefined ? {} : { batchSize: flags['batch-size'] }) }),
          comparable: fit !== 'train' && comparable(flags),
          note: (sentence) => this.note(sentence),
          signal: this.signal,
        });
      });
      bar.clear();
      const { unread } = await import('../output/unread.js');
      const chosen = flags.only ?? profile?.transformers ?? profile?.exactly;
      const result = { ...made, notes: [...made.notes, ...(chosen ? [] : unread(made.columns, options.registry.available))] };
      const { generatedView, generatedJson } = await import('../output/generated.js');
      if (flags.json) return this.printJson(generatedJson(result));
      this.print(await generatedView(result, view));
      for (const note of result.notes) this.note(note);
    } finally {
      bar.clear();
    }
  }

  /** Features of a dataset, kept with it. */
  private async dataset(name: string, flags: GenerateFlags & { readonly json?: boolean; readonly verbose?: boolean }): Promise<void> {
    const [{ onlyFlags }, { parseTypes }, { generateDatasetFeatures }] = await Promise.all([
      import('../input/dataset-source.js'),
      import('../input/pairs.js'),
      import('../../components/features/index.js'),
    ]);
    onlyFlags(flags, OF_DATASETS);
    const types = parseTypes(flags.type);
    const bar = progressBar(flags.json ?? false);
    try {
      const workspace = await this.workspace(({ what, share }) => bar.update({ stage: 'fit', detail: what, share: share ?? 0 }));
      const made = await generateDatasetFeatures(workspace, name, {
        ...(flags.target === undefined ? {} : { target: flags.target }),
        ...(flags.time === undefined ? {} : { timeColumn: flags.time }),
        ...(flags.group === undefined ? {} : { groupColumn: flags.group }),
        ...(flags.ignore === undefined ? {} : { ignoreColumns: flags.ignore }),
        ...(types === undefined ? {} : { types }),
        ...(flags.seed === undefined ? {} : { seed: flags.seed }),
      });
      bar.clear();
      const { datasetFeaturesJson, datasetFeaturesView } = await import('../output/dataset-features.js');
      if (flags.json) return this.printJson(datasetFeaturesJson(made));
      this.print(await datasetFeaturesView(made, { width: this.width, paint: this.paint, verbose: flags.verbose ?? false }));
      for (const note of made.notes) this.note(note);
    } finally {
      bar.clear();
    }
  }

  /** Whole tables by a generator: no transformers, no recipe. */
  private async generator(source: string, generator: string, way: Way, flags: GeneratorFlags): Promise<void> {
    if (way.why !== undefined) this.note(`The generator ${generator} makes the features: ${way.why}.`);
    const { ID_IGNORED, toGenerateWithOptions } = await import('../input/generator.js');
    const bar = progressBar(flags.json ?? false);
    try {
      const registry = await this.registry({ safeMode: flags['safe-mode'] ?? false });
      const { generateWith } = await import('../../index.js');
      const result = await inFolder(flags.output, source, async () => {
        const options = await toGenerateWithOptions(
          source,
          generator,
          flags,
          way.config.get('performance.batch_size'),
          way.why !== undefined,
        );
        return runWay({
          way,
          source,
          run: () => generateWith({ ...options, registry, signal: this.signal, onProgress: bar.update }),
          options: sideOptions(flags, { fit: 'chunk', batchSize: options.batchSize ?? way.config.get('performance.batch_size') }),
          comparable: true,
          note: (sentence) => this.note(sentence),
          signal: this.signal,
        });
      });
      bar.clear();
      const { withView, withNotes } = await import('../output/generator.js');
      if (flags.json) return this.printJson({ ...result, stopped: result.stopped ?? [] });
      this.print(await withView(result, { width: this.width, paint: this.paint, verbose: flags.verbose ?? false }));
      for (const note of [...withNotes(result), ...(flags.id ? [ID_IGNORED] : [])]) this.note(note);
    } finally {
      bar.clear();
    }
  }
}
