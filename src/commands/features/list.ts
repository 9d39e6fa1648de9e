import { string as stringArg } from '@oclif/core/args';
import { boolean } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { jsonFlag, safeModeFlag } from '../input/flags.js';

export default class List extends MdmCommand {
  static override summary = 'List transformers, or show what one of them does and its parameters.';
  static override usage = 'features list [NAME] [FLAGS]';
  static override examples = [
    { description: 'Every transformer:', command: '<%= config.bin %> features list' },
    { description: 'Those of one plugin:', command: '<%= config.bin %> features list temporal' },
    { description: 'One, with its parameters:', command: '<%= config.bin %> features list statistical.bins' },
    { description: 'The profiles that come with MDM:', command: '<%= config.bin %> features list --profiles' },
  ];
  static override args = {
    name: stringArg({ description: 'A plugin (temporal) or a transformer (temporal.cycle).', ignoreStdin: true }),
  };
  static override flags = {
    profiles: boolean({ summary: 'List the built-in profiles instead.', helpGroup: 'feature' }),
    ...safeModeFlag,
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(List);
    if (flags.profiles) return this.profiles(flags.json);
    const registry = await this.registry({ safeMode: flags['safe-mode'] });
    const [{ transformersView, transformerView }, { parametersOf }] = await Promise.all([
      import('../output/transformers.js'),
      import('../../host/params.js'),
    ]);
    const ids = args.name === undefined ? undefined : registry.resolve([args.name]);
    const infos = registry.list().filter((info) => !ids || ids.includes(info.id));
    const view = { width: this.width, paint: this.paint };
    const only = infos.length === 1 && infos[0]?.id === args.name ? infos[0] : undefined;
    if (!only) return flags.json ? this.printJson(infos) : this.print(await transformersView(infos, view));
    const parameters = parametersOf(only.params);
    this.print(flags.json ? JSON.stringify({ ...only, parameters }, null, 2) : await transformerView(only, parameters, view));
  }

  private async profiles(json: boolean): Promise<void> {
    const { builtInProfiles } = await import('../../index.js');
    const all = await builtInProfiles();
    if (json) return this.printJson(all);
    const { profilesView } = await import('../output/profiles.js');
    this.print(await profilesView(all, { width: this.width, paint: this.paint }));
  }
}
