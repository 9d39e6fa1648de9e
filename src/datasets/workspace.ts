import type { Config } from '../config/config.js';
import type { Registry } from '../host/registry.js';
import type { Logger } from '../log/logger.js';
import type { Backends } from '../storage/open.js';

/** What is said while something long goes on. */
export interface Progressed {
  /** What is worked on: a table, a step. */
  readonly what: string;
  /** 0 to 1 over the whole, when it is known. */
  readonly share?: number;
  readonly rows?: number;
}

/** What every operation on datasets works with: one for a command, one for a client. */
export interface Workspace {
  readonly config: Config;
  readonly log: Logger;
  readonly backends: Backends;
  /** Plugins are found when they are first needed. */
  readonly registry: () => Promise<Registry>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progressed) => void;
}
