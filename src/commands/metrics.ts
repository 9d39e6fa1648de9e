import { integer, option, string } from '@oclif/core/flags';
import { MdmCommand } from './base.js';
import { configFlags } from './input/config.js';

export default class MetricsCommand extends MdmCommand {
  static override summary = 'Print how often each side of a component was called, and how comparisons went.';
  static override description = 'The counts are kept in the home, over all processes. --serve answers GET /metrics for Prometheus.';
  static override usage = 'metrics [FLAGS]';
  static override examples = [
    '<%= config.bin %> metrics',
    '<%= config.bin %> metrics --format prometheus',
    { description: 'For a Prometheus server on this machine:', command: '<%= config.bin %> metrics --serve 9464' },
  ];
  static override flags = {
    format: option({ summary: 'How they are printed (default table).', options: ['table', 'prometheus', 'json'] as const })(),
    serve: integer({
      summary: 'Answer GET /metrics on this port until Ctrl-C.',
      helpValue: 'PORT',
      min: 0,
      max: 65535,
      exclusive: ['format'],
    }),
    host: string({ summary: 'Address to listen on (default 127.0.0.1).', helpValue: 'ADDRESS', dependsOn: ['serve'] }),
    ...configFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(MetricsCommand);
    const [config, { readMetrics }, { operationCounts }] = await Promise.all([
      this.settings(),
      import('../metrics/metrics.js'),
      import('../operations/operations.js'),
    ]);
    if (flags.serve !== undefined) {
      const { serveMetrics } = await import('../metrics/serve.js');
      return serveMetrics(config, {
        port: flags.serve,
        host: flags.host ?? '127.0.0.1',
        signal: this.signal,
        operations: () => operationCounts(config),
        onReady: (url) => this.print(url),
      });
    }
    const counts = await readMetrics(config);
    if (flags.format === 'json') return this.printJson({ ...counts, operations: await operationCounts(config) });
    if (flags.format === 'prometheus') {
      const { prometheusText } = await import('../metrics/prometheus.js');
      return void process.stdout.write(await prometheusText(counts, await operationCounts(config)));
    }
    const { metricsView } = await import('./output/metrics.js');
    this.print(await metricsView(counts, { width: this.width, paint: this.paint, verbose: false }));
  }
}
