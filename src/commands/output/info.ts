import type { HomeInfo } from '../input/home-info.js';
import type { View } from './generated.js';
import { bytes, count, counted, printable } from './text.js';

/** The facts of a home, one on a line. */
export function infoView(info: HomeInfo, { paint }: View): string {
  const { server } = info;
  const lines: readonly (readonly [string, string])[] = [
    ['Version', `${info.version} (Node.js ${info.node}, ${info.platform})`],
    ['Home', info.home],
    ['Configuration', info.config.exists ? info.config.file : `${info.config.file} (not there; defaults hold)`],
    ['Backend', info.backend],
    ...(server
      ? ([
          [
            'PostgreSQL',
            `${server.host}:${server.port}, user ${server.user ?? 'none'}, password ${server.password ?? 'none'}, prefix ${server.database_prefix}, sslmode ${server.sslmode}`,
          ],
        ] as const)
      : []),
    ['Datasets', `${counted(info.datasets, 'dataset')}, ${bytes(info.storage_bytes)}`],
    ['Datasets in', info.paths.datasets],
    ['Pointers in', info.paths.configs],
    ['Custom features in', info.paths.custom_features],
    ['Log', info.paths.log_file ?? 'none'],
    ['Metrics', info.paths.metrics],
    ['Batch size', `${count(info.batch_size)} rows`],
    ['At the same time', counted(info.max_concurrent_operations, 'operation')],
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `${paint('bold', name.padEnd(width))}  ${printable(value)}`).join('\n');
}
