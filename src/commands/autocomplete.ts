import { string as stringArg } from '@oclif/core/args';
import { boolean } from '@oclif/core/flags';
import { MdmError } from '../errors.js';
import { MdmCommand } from './base.js';
import { SHELLS, type Shell } from './output/completion.js';

export default class Autocomplete extends MdmCommand {
  static override summary = 'Print a script that completes commands, flags and names of datasets in a shell.';
  static override description = [
    'bash: mdm autocomplete bash > ~/.local/share/bash-completion/completions/mdm',
    'zsh:  mdm autocomplete zsh > "${fpath[1]}/_mdm"',
    'fish: mdm autocomplete fish > ~/.config/fish/completions/mdm.fish',
  ].join('\n');
  static override usage = 'autocomplete bash|zsh|fish';
  static override examples = ['<%= config.bin %> autocomplete bash'];
  static override args = { shell: stringArg({ description: 'bash, zsh or fish.', options: [...SHELLS], ignoreStdin: true }) };
  static override flags = {
    names: boolean({ summary: 'Print the names of the datasets, one on a line, as the scripts need them.', hidden: true }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Autocomplete);
    if (flags.names) return this.#names();
    if (args.shell === undefined) throw new MdmError('usage', 'SHELL is missing.', `It is one of ${SHELLS.join(', ')}.`);
    const { completionScript, completionsOf } = await import('./output/completion.js');
    process.stdout.write(completionScript(args.shell as Shell, completionsOf(this.config.commands)));
  }

  /** A shell that completes shows nothing of what goes wrong. */
  async #names(): Promise<void> {
    try {
      const [{ openRepository }, { sameName }, { examineConfig }] = await Promise.all([
        import('../datasets/repository.js'),
        import('../datasets/names.js'),
        import('../config/config.js'),
      ]);
      const names = await openRepository((await examineConfig()).config).names();
      // A shell expands words that it completes: a file that is called otherwise than any dataset is not named.
      const safe = names.filter((name) => sameName(name, name));
      if (safe.length > 0) this.print(safe.join('\n'));
    } catch {
      process.exitCode = 1;
    }
  }
}
