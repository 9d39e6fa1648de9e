import { fileURLToPath } from 'node:url';
import type { Failure } from './cli/failure.js';

/** Runs one command line; `from` is the URL of the file that was started. Ends the process. */
export async function main(argv: string[], from: string): Promise<void> {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // Whoever reads may stop reading; the work goes on.
      if (error.code !== 'EPIPE') void fail(error, argv);
    });
  process.on('uncaughtException', (error) => void fail(error, argv));
  try {
    const { showHelp } = await import('./cli/help.js');
    if (!(await showHelp(argv))) {
      const [{ run }, { settings }] = await Promise.all([import('@oclif/core/run'), import('@oclif/core/settings')]);
      // Where NODE_ENV is not production oclif looks for sources in TypeScript, and warns of a compiler that is not there.
      settings.enableAutoTranspile = false;
      // Plugins are ours to find: oclif would also load what a package.json in the data folder names.
      await run(argv, { root: fileURLToPath(from), userPlugins: false, devPlugins: false });
    }
    await end(Number(process.exitCode ?? 0), false);
  } catch (error) {
    await fail(error, argv);
  }
}

let failing = false;

async function fail(error: unknown, argv: readonly string[]): Promise<void> {
  if (failing) return;
  failing = true;
  // What oclif's `exit()` throws: it says how to end and nothing else.
  const { code, oclif } = error as { code?: unknown; oclif?: { exit?: number } };
  if (code === 'EEXIT') return end(oclif?.exit ?? 0);
  const [{ failureOf, failureJson, failureText }, { commandNames }] = await Promise.all([
    import('./cli/failure.js'),
    import('./cli/help.js'),
  ]);
  const failure: Failure = failureOf(error, { argv, commands: await commandNames() });
  process.stderr.write(`${failureText(failure)}\n`);
  if (wantsJson(argv)) process.stdout.write(`${JSON.stringify(failureJson(failure), null, 2)}\n`);
  return end(failure.exit);
}

function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json');
}

/** Ends once what was written has been taken, however slowly; open handles of the engine do not keep the process. */
async function end(code: number, failure = true): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) await new Promise<void>((done) => stream.write('', () => done()));
  // A stream reports that it failed after its callbacks.
  await new Promise((done) => setImmediate(done));
  if (failure || !failing) process.exit(code);
}
