/*
 * node commands.js BIN LIST: runs command lines of `mdm` one after another in this process, as the file BIN would, and prints what each
 * printed to stdout and its exit code. LIST is JSON, [["dataset", "list"], ...]; ["query", NAME, SQL] gives rows. What fails comes last:
 * a process of `mdm` ends then.
 */
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

const [bin, list] = process.argv.slice(2);
const dist = (file) => import(pathToFileURL(join(bin, '../../dist', file)).href);
const write = process.stdout.write.bind(process.stdout);
const exit = process.exit.bind(process);
for (const emitter of [process, process.stdout, process.stderr]) emitter.setMaxListeners(0);

let printed = '';
process.stdout.write = (text, ...more) => {
  printed += text;
  const done = more.at(-1);
  if (typeof done === 'function') done();
  return true;
};

async function run(argv) {
  let code;
  process.exitCode = undefined;
  process.exit = (given) => (code = Number(given ?? process.exitCode ?? 0));
  const { main } = await dist('cli.js');
  await main(argv, pathToFileURL(bin).href);
  return code;
}

async function query([, name, sql]) {
  const { MDMClient } = await dist('index.js');
  await using client = new MDMClient();
  const rows = await client.query.rows(name, sql);
  printed += JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? Number(value) : value));
  return 0;
}

const ended = [];
for (const argv of JSON.parse(list)) {
  printed = '';
  const code = await (argv[0] === 'query' ? query(argv) : run(argv));
  ended.push({ argv, code, out: printed });
}
write(JSON.stringify(ended), () => exit(0));
