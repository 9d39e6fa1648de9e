import { MdmError } from '../../errors.js';

export interface Report {
  readonly place: { readonly home: string; readonly file?: string };
  readonly command: string;
  readonly debug: boolean;
  /** Whether the command has a log of its own. */
  readonly logging: boolean;
}

/** An error of the program itself, and not of what it was given. */
export function isInternal(error: Error): boolean {
  const { syscall, oclif, name, exit } = error as { syscall?: unknown; oclif?: unknown; name?: string; exit?: unknown };
  return !(error instanceof MdmError) && syscall === undefined && oclif === undefined && !(name === 'MdmError' && exit !== undefined);
}

/**
 * Writes an error into the log file, with its trace when it is one of the program, and leaves word for whoever prints it. What cannot be
 * written is let be: the error itself matters more.
 */
export async function reportError(error: Error, { place, command, debug, logging }: Report): Promise<void> {
  try {
    const [{ examineConfig }, { isDebugging, maskSecrets, openLogger }, { noteFailure }] = await Promise.all([
      import('../../config/config.js'),
      import('../../log/open.js'),
      import('../../log/failed.js'),
    ]);
    const { config } = await examineConfig(place);
    const internal = isInternal(error);
    let written = false;
    if (internal || logging) {
      const log = openLogger(config, { stderr: { write: () => {} } });
      log.error(error.message, { command, ...(internal ? { error } : { code: (error as { code?: unknown }).code }) });
      written = log.enabled('ERROR') && config.get('logging.file') !== null && (await exists(config.path('logging.file')));
    }
    noteFailure(error, {
      debug: isDebugging(config, debug),
      mask: (text) => maskSecrets(text, config),
      ...(internal && written ? { file: config.path('logging.file')! } : {}),
    });
  } catch {
    // The configuration itself may be what failed.
  }
}

async function exists(path: string | undefined): Promise<boolean> {
  const { existsSync } = await import('node:fs');
  return path !== undefined && existsSync(path);
}
