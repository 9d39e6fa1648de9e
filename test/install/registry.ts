import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const root = join(import.meta.dirname, '../..');
const bin = join(root, 'bin/run.js');
const npmCli = join(root, 'node_modules/npm/bin/npm-cli.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const json = (ended: Ended) => JSON.parse(ended.stdout);

/** A port that nobody listens at. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

export interface Registry {
  readonly url: string;
  /** Folder with a folder for every package. */
  readonly storage: string;
  publish(folder: string): Promise<void>;
  stop(): void;
}

/** A registry on loopback that knows no other, with nothing in it. */
export async function startRegistry(): Promise<Registry> {
  const folder = mkdtempSync(join(tmpdir(), 'mdm-registry-'));
  const storage = join(folder, 'storage');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const config = {
    storage,
    web: { enable: false },
    auth: { htpasswd: { file: join(folder, 'htpasswd'), max_users: -1 } },
    uplinks: {},
    packages: { '**': { access: '$all', publish: '$all', unpublish: '$all' } },
    log: { type: 'stdout', format: 'json', level: 'error' },
  };
  // JSON is YAML.
  writeFileSync(join(folder, 'config.yaml'), JSON.stringify(config));
  const args = [
    join(root, 'node_modules/verdaccio/bin/verdaccio'),
    '--config',
    join(folder, 'config.yaml'),
    '--listen',
    `127.0.0.1:${port}`,
  ];
  const server: ChildProcess = spawn(process.execPath, args, { cwd: folder, env: { ...clean(), HOME: folder }, stdio: 'ignore' });
  for (let tries = 0; ; tries++) {
    if (
      await fetch(`${url}-/ping`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      break;
    if (tries > 300 || server.exitCode !== null) throw new Error('the registry did not start');
    await wait(50);
  }
  const author = laptop({ registry: url, lines: [`//127.0.0.1:${port}/:_authToken=dummy`] });
  return {
    url,
    storage,
    publish: async (from) => {
      const { code, stderr } = await author.npm(['publish', from, '--ignore-scripts']);
      if (code !== 0) throw new Error(stderr);
    },
    stop: () => {
      server.kill('SIGKILL');
      author.remove();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The environment without what npm told the test runner. */
const clean = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries({ ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' }).filter(([key]) => !/^(npm_|MDM_|XDG_)/i.test(key)),
  );

export interface Laptop {
  readonly folder: string;
  /** Where commands run. */
  readonly work: string;
  readonly data: string;
  readonly env: NodeJS.ProcessEnv;
  readonly npmrc: string;
  mdm(...argv: string[]): Promise<Ended>;
  npm(argv: readonly string[]): Promise<Ended>;
  /** `mdm`, as a process to be killed. */
  start(...argv: string[]): ChildProcess;
  state(): { plugins: { name: string; version: string; folder?: string; [key: string]: unknown }[]; off: string[] };
  lock(): { plugins: Record<string, any> }; // eslint-disable-line @typescript-eslint/no-explicit-any -- what a test looks at
  /** Names in the folder of plugins, with their versions. */
  installed(): string[];
  remove(): void;
}

/** A home of its own: npm settings, npm cache, data folder and a folder to work in. */
export function laptop({
  registry,
  lines = [],
  env: more = {},
}: { registry?: string; lines?: readonly string[]; env?: NodeJS.ProcessEnv } = {}): Laptop {
  const folder = mkdtempSync(join(tmpdir(), 'mdm-laptop-'));
  const [work, data, npmrc] = [join(folder, 'work'), join(folder, 'data'), join(folder, '.npmrc')];
  mkdirSync(work);
  writeFileSync(npmrc, [...(registry ? [`registry=${registry}`] : []), ...lines, ''].join('\n'));
  const own = {
    HOME: folder,
    USERPROFILE: folder,
    MDM_DATA_DIR: data,
    npm_config_userconfig: npmrc,
    npm_config_globalconfig: join(folder, 'none'),
    npm_config_cache: join(folder, 'cache'),
  };
  const env = { ...clean(), ...own, ...more };
  const run = (file: string, argv: readonly string[]): Promise<Ended> =>
    new Promise((done) => {
      const child = execFile(process.execPath, [file, ...argv], { cwd: work, env, maxBuffer: 1e8 }, (_, stdout, stderr) =>
        done({ code: child.exitCode, stdout, stderr }),
      );
    });
  return {
    folder,
    work,
    data,
    env,
    npmrc,
    mdm: (...argv) => run(bin, argv),
    npm: (argv) => run(npmCli, argv),
    start: (...argv) => spawn(process.execPath, [bin, ...argv], { cwd: work, env, stdio: ['ignore', 'pipe', 'pipe'] }),
    state: () =>
      existsSync(join(data, 'plugins.json')) ? JSON.parse(readFileSync(join(data, 'plugins.json'), 'utf8')) : { plugins: [], off: [] },
    lock: () => JSON.parse(readFileSync(join(work, 'mdm.plugins.lock'), 'utf8')),
    installed: () => {
      const plugins = join(data, 'plugins');
      const names = existsSync(plugins) ? readdirSync(plugins) : [];
      return names
        .flatMap((name) =>
          name.startsWith('.') ? [name] : readdirSync(join(plugins, name)).map((v) => `${name}/${v.replace(/-[0-9a-f]{8}$/, '')}`),
        )
        .sort();
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
