import type { Config } from '../../config/config.js';
import { homeOf } from '../../config/home.js';
import { MdmError } from '../../errors.js';
import { MdmCommand } from '../base.js';

/** A command that works where the configuration cannot be read, for it is what puts it back. */
export abstract class RecoveryCommand extends MdmCommand {
  #settings: Promise<Config> | undefined;
  #problem: MdmError | undefined;

  protected override settings(): Promise<Config> {
    return (this.#settings ??= super.settings().catch((error: unknown) => this.#readable(error)));
  }

  async #readable(error: unknown): Promise<Config> {
    if (!(error instanceof MdmError) || error.code !== 'configuration') throw error;
    this.#problem = error;
    const { readableConfig } = await import('../../recovery/readable-config.js');
    return readableConfig({ home: homeOf() });
  }

  /** Says what is wrong with the configuration; where it is not put back, that is an error. */
  protected mind(puts: 'config' | 'nothing' | 'data'): void {
    if (!this.#problem) return;
    const { message } = this.#problem;
    const next = 'To put the file back: mdm rollback run --type config, or mdm backup restore --only config';
    if (puts === 'data') throw new MdmError('configuration', message, next, this.#problem);
    this.note(puts === 'config' ? message : `${message} ${next}`);
  }
}
