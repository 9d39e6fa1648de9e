import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Config } from '../config/config.js';
import { firstLine, MdmError } from '../errors.js';
import { readMetrics } from './metrics.js';
import { CONTENT_TYPE, prometheusText, type OperationTimes } from './prometheus.js';

export interface ServeOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
  readonly signal: AbortSignal;
  readonly operations: () => Promise<readonly OperationTimes[]>;
  /** Told the address once it answers. */
  readonly onReady: (url: string) => void;
}

/** Answers GET /metrics until the signal is aborted. */
export async function serveMetrics(config: Config, { port, host, signal, operations, onReady }: ServeOptions): Promise<void> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0];
    if (path !== '/metrics') return void response.writeHead(404).end('See /metrics\n');
    if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405, { allow: 'GET, HEAD' }).end();
    Promise.all([readMetrics(config), operations()])
      .then(([counts, times]) => prometheusText(counts, times))
      .then(
        (text) => response.writeHead(200, { 'content-type': CONTENT_TYPE }).end(request.method === 'HEAD' ? undefined : text),
        (error: unknown) => response.writeHead(500).end(`${firstLine(error)}\n`),
      );
  });
  server.listen(port, host);
  try {
    await once(server, 'listening', { signal });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new MdmError('usage', `Port ${port} of ${host} is taken.`, 'Choose another with --serve.', error);
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL')
      throw new MdmError(
        'usage',
        `Port ${port} of ${host} cannot be listened on (${code}).`,
        'Choose another with --serve and --host.',
        error,
      );
    throw error;
  }
  const { address, port: given, family } = server.address() as AddressInfo;
  onReady(`http://${family === 'IPv6' ? `[${address}]` : address}:${given}/metrics`);
  if (!signal.aborted) await once(signal, 'abort');
  server.close();
  server.closeAllConnections();
}
