export const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
export type Level = (typeof LEVELS)[number];
export type Fields = Readonly<Record<string, unknown>>;

/** Writes to the log file and, from WARNING on (or as --verbose and --debug say), to stderr. Values that are secret are masked. */
export interface Logger {
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warning(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  critical(message: string, fields?: Fields): void;
  /** A logger of a component, whose level `logging.components.<name>` may set. */
  child(component: string): Logger;
  /** Whether a record of this level would be written anywhere. */
  enabled(level: Level): boolean;
}

const nothing = (): void => {};

/** Says nothing. */
export const silent: Logger = {
  debug: nothing,
  info: nothing,
  warning: nothing,
  error: nothing,
  critical: nothing,
  child: () => silent,
  enabled: () => false,
};
