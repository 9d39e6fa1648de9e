import type { Config } from '../config/config.js';
import { logFile } from './file.js';
import { LEVELS, type Fields, type Level, type Logger } from './logger.js';
import { maskSecrets } from './mask.js';
import { consoleLine, jsonLine, plainLine, type LogRecord } from './record.js';

export { maskSecrets } from './mask.js';

export interface LogOptions {
  /** INFO on stderr. */
  readonly verbose?: boolean;
  /** DEBUG on stderr. */
  readonly debug?: boolean;
  /** Where records for a person go; default stderr. */
  readonly stderr?: { write(text: string): unknown };
}

/** A logger that is closed in the end; records said later go nowhere. */
export type OpenLogger = Logger & { close(): void };

const rank = (level: Level): number => LEVELS.indexOf(level);
const NEVER = LEVELS.length;

/** Whether everything is to be told: by --debug, `development.debug_mode` or a variable that sets the level to DEBUG. */
export const isDebugging = (config: Config, flag = false): boolean =>
  flag ||
  config.get('development.debug_mode') ||
  (config.get('logging.level') === 'DEBUG' && ['environment', 'flag'].includes(config.origin('logging.level')));

/**
 * The log of a home. The file takes records from `logging.level` on; stderr takes WARNING and above, INFO with `verbose` and DEBUG with
 * `debug`, but none below `logging.level` unless one of the two asks for it. A file that cannot be written is left alone.
 */
export function openLogger(config: Config, options: LogOptions = {}): OpenLogger {
  const stderr = options.stderr ?? process.stderr;
  const components = config.get('logging.components');
  const path = config.path('logging.file');
  const file =
    path === undefined
      ? undefined
      : logFile({
          path,
          maxBytes: config.get('logging.max_bytes'),
          backups: config.get('logging.backup_count'),
          home: config.home,
        });
  const lineOf = config.get('logging.format') === 'json' ? jsonLine : plainLine;
  const fromConsole = consoleRank(config, options);
  const mask = (text: string): string => maskSecrets(text, config);
  let open = true;
  let writable = file !== undefined;

  const loggerOf = (name: string): Logger => {
    const own = levelOf(name, components);
    const fromFile = file ? rank(own ?? config.get('logging.level')) : NEVER;
    const shown = own === undefined || fromConsole === NEVER ? fromConsole : Math.max(fromConsole, rank(own));
    const say = (level: Level, message: string, fields: Fields = {}): void => {
      const at = rank(level);
      if (!open || (at < fromFile && at < shown)) return;
      const record: LogRecord = { time: new Date(), level, name, message, fields };
      if (writable && at >= fromFile) writable = file!.write(lineOf(record, mask));
      if (at >= shown) stderr.write(`${consoleLine(record, mask)}\n`);
    };
    return {
      debug: (message, fields) => say('DEBUG', message, fields),
      info: (message, fields) => say('INFO', message, fields),
      warning: (message, fields) => say('WARNING', message, fields),
      error: (message, fields) => say('ERROR', message, fields),
      critical: (message, fields) => say('CRITICAL', message, fields),
      child: (component) => loggerOf(name === 'mdm' ? component : `${name}.${component}`),
      enabled: (level) => open && (rank(level) >= fromFile || rank(level) >= shown),
    };
  };
  return { ...loggerOf('mdm'), close: () => void (open = false) };
}

function consoleRank(config: Config, { verbose = false, debug = false }: LogOptions): number {
  if (isDebugging(config, debug)) return rank('DEBUG');
  if (verbose) return rank('INFO');
  if (!config.get('logging.console.enabled')) return NEVER;
  return Math.max(rank(config.get('logging.console.level')), rank(config.get('logging.level')));
}

/** The level of a component or of one above it: `storage` holds for `storage.sqlite`. */
function levelOf(name: string, components: Readonly<Record<string, string>>): Level | undefined {
  for (let at = name; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.'))))
    if (Object.hasOwn(components, at)) return components[at] as Level;
  return undefined;
}
