import { readdir, readFile, stat, statfs } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { ownRoot } from '../../host/bundled.js';
import { failed, passed, skipped, warning, type SettingCheck } from './check.js';

const GiB = 2 ** 30;
const gib = (bytes: number): string => `${(bytes / GiB).toFixed(1)} GiB`;

/** What the machine gives. */
export const MACHINE_CHECKS = {
  system_requirements: {
    rule: 'At least 2 cores and 4 GB of memory; else a warning.',
    run: async () => {
      const [cores, memory] = [availableParallelism(), totalmem()];
      const said = `${cores} cores, ${gib(memory)} of memory.`;
      // A machine sold with 4 GB shows a little less.
      return cores >= 2 && memory >= 3.7 * GiB ? passed(said) : warning(said);
    },
  },
  disk_space: {
    rule: 'At least 10 GB free at the home, and twice the size of the datasets; else a warning.',
    run: async ({ config }) => {
      const { bavail, bsize } = await statfs(await existing(config.home));
      const free = bavail * bsize;
      const data = await bytesBelow(config.path('paths.datasets_path'));
      const said = `${gib(free)} free, ${gib(data)} of datasets.`;
      return free >= 10e9 && free >= 2 * data ? passed(said) : warning(said);
    },
  },
  memory_available: {
    rule: 'At least 2 GB of memory free; else a warning.',
    run: async () => {
      const free = process.availableMemory?.() ?? freemem();
      return free >= 2e9 ? passed(`${gib(free)} free.`) : warning(`${gib(free)} free.`);
    },
  },
  node_version: {
    rule: 'Node.js as package.json asks for.',
    run: async () => {
      const { engines } = JSON.parse(await readFile(join(ownRoot, 'package.json'), 'utf8')) as { engines: { node: string } };
      const least = engines.node.replace(/^>=\s*/, '');
      const said = `Node.js ${process.versions.node}; asked for is ${engines.node}.`;
      return atLeast(process.versions.node, least) ? passed(said) : failed(said);
    },
  },
  resource_limits: {
    rule: 'At least 1024 open files; else a warning.',
    run: async () => {
      // Without it a report looks up the names of open connections.
      const report: typeof process.report & { excludeNetwork?: boolean } = process.report;
      report.excludeNetwork = true;
      const { userLimits } = report.getReport() as { userLimits?: { open_files?: { soft: number | string } } };
      const files = userLimits?.open_files?.soft;
      if (files === undefined) return skipped('This system has no limit of open files that can be read.');
      return files === 'unlimited' || Number(files) >= 1024 ? passed(`Open files: ${files}.`) : warning(`Open files: ${files}.`);
    },
  },
} as const satisfies Readonly<Record<string, SettingCheck>>;

/** Versions by their numbers. */
export function atLeast(version: string, least: string): boolean {
  const [a, b] = [version, least].map((text) => text.split('.').map(Number));
  const at = [0, 1, 2].find((i) => (a![i] ?? 0) !== (b![i] ?? 0));
  return at === undefined || (a![at] ?? 0) > (b![at] ?? 0);
}

async function existing(path: string): Promise<string> {
  const there = await stat(path).catch(() => undefined);
  return there || dirname(path) === path ? path : existing(dirname(path));
}

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  let sum = 0;
  for (const entry of entries)
    if (entry.isFile())
      sum += await stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      );
  return sum;
}
