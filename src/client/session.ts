import type { Config, ConfigOptions } from '../config/config.js';
import type { Workspace } from '../datasets/workspace.js';
import { followFlags } from '../config/follow.js';
import { firstLine, MdmError } from '../errors.js';
import type { Logger } from '../log/logger.js';
import { createQueue, type Queue } from './queue.js';

/** Where the home and its configuration are, and what a client does besides. */
export interface ClientOptions {
  /** Default: `MDM_HOME_DIR`, else `~/.mdm`. */
  readonly home?: string;
  /** Configuration file instead of the home's; default `MDM_CONFIG_PATH`. */
  readonly configFile?: string;
  /** Values of configuration keys that win over all others. */
  readonly config?: NonNullable<ConfigOptions['flags']>;
  /** Default: the environment of the process, as it is when the client is made. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Stops what is going on; what was begun is undone. */
  readonly signal?: AbortSignal;
  /** Told as long operations go on. */
  readonly onProgress?: NonNullable<Workspace['onProgress']>;
  /** Instead of MDM's own log. */
  readonly log?: Logger;
}

/** A client's way to do something: in its workspace, when it is its turn. */
export interface Session {
  run<T>(work: (ws: Workspace) => Promise<T>): Promise<T>;
  /** Passes on what an iteration gives; a turn is needed for each step, not for the time between. */
  iterate<T>(work: (ws: Workspace) => AsyncIterable<T>): AsyncGenerator<T, void, void>;
}

interface Opened {
  readonly config: Config;
  readonly queue: Queue;
  readonly ws: Workspace;
  /** Takes over flags that have changed. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

export interface ClientSession extends Session {
  /** The configuration in force. */
  config(): Promise<Config>;
  /** Reads the configuration anew; what runs ends with the one it began with. */
  reload(): Promise<Config>;
  close(): Promise<void>;
}

/** Begins to read the configuration at once: it is that of this moment until `reload`, but for the flags, which are followed. */
export function openSession(options: ClientOptions): ClientSession {
  const fixed: ConfigOptions = configOptions(options);
  let current = opened(fixed, options);
  let closed = false;
  // A wrong configuration is told by the first call.
  current.catch(() => undefined);
  const now = (): Promise<Opened> => {
    if (closed) throw new MdmError('usage', 'The client is closed.', 'Make another: new MDMClient().');
    return current;
  };
  return {
    run: async (work) => {
      const { queue, ws, refresh } = await now();
      await refresh();
      return queue.run(() => work(ws));
    },
    iterate: async function* (work) {
      const { queue, ws, refresh } = await now();
      await refresh();
      const iterator = work(ws)[Symbol.asyncIterator]();
      try {
        for (;;) {
          const next = await queue.run(() => iterator.next());
          if (next.done) return;
          yield next.value;
        }
      } finally {
        await iterator.return?.();
      }
    },
    config: async () => (await now()).config,
    reload: async () => {
      const before = now();
      const next = opened(options.env === undefined ? { ...fixed, env: { ...process.env } } : fixed, options);
      const { config } = await next;
      current = next;
      const old = await before.catch(() => undefined);
      void old?.queue.idle().then(() => old.close());
      return config;
    },
    close: async () => {
      if (closed) return;
      closed = true;
      const last = await current.catch(() => undefined);
      await last?.queue.idle();
      await last?.close();
    },
  };
}

function configOptions({ home, configFile, config, env }: ClientOptions): ConfigOptions {
  return {
    env: { ...(env ?? process.env) },
    ...(home === undefined ? {} : { home }),
    ...(configFile === undefined ? {} : { file: configFile }),
    ...(config === undefined ? {} : { flags: config }),
  };
}

async function opened(fixed: ConfigOptions, { signal, onProgress, log: given }: ClientOptions): Promise<Opened> {
  const { openConfig } = await import('../components/config/index.js');
  const wrong = (error: unknown): void => log.warning(`The flags stay as they were: ${firstLine(error)}`);
  const { config, refresh } = await followFlags(fixed, openConfig, wrong);
  const [{ openLogger }, { createBackends }] = await Promise.all([import('../log/open.js'), import('../components/backend/index.js')]);
  const own = given === undefined ? openLogger(config) : undefined;
  const log = given ?? own!;
  const backends = createBackends(config, log);
  for (const warning of config.warnings) log.warning(warning);
  let registry: ReturnType<Workspace['registry']> | undefined;
  const ws: Workspace = {
    config,
    log,
    backends,
    registry: () => (registry ??= openPlugins()),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
  return {
    config,
    ws,
    refresh,
    queue: createQueue(config.get('performance.max_concurrent_operations')),
    close: async () => {
      await backends.close();
      own?.close();
    },
  };
}

async function openPlugins(): ReturnType<Workspace['registry']> {
  const [{ openRegistry }, { installedPlugins }] = await Promise.all([import('../host/registry.js'), import('../host/store.js')]);
  return openRegistry(await installedPlugins());
}
