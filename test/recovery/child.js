import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

/*
 * node child.js JSON: makes a point (work `create`) or goes back to the latest one (`run`), and looks at each call that changes a file:
 *   kill    Number of the call before which the process kills itself, or the end of its words, such as `rename sales.yaml`.
 *   states  Folder that gets the home as each call finds it, which is what a kill there would leave: `1`, `2`, ...
 * Prints `ended` at the end.
 */
const { dist, home, work, env = {}, kill, states } = JSON.parse(process.argv[2]);
let calls = 0;
let kept = 0;
let last = '';

/** What a snapshot is made of is of no account before the snapshot is there. */
const looks = () =>
  fs
    .readdirSync(home, { recursive: true, withFileTypes: true })
    .map((one) => join(one.parentPath, one.name))
    .filter((path) => !/\.part\/|\.lock/.test(path))
    .map((path) => fs.lstatSync(path, { throwIfNoEntry: false }))
    .map((facts) => facts && [facts.ino, facts.isFile() && facts.size, facts.isFile() && facts.mtimeMs].join())
    .join('\n');

function found(name, path) {
  calls++;
  if (kill === calls || (typeof kill === 'string' && `${name} ${path}`.replace(/ .*\//, ' ') === kill))
    process.kill(process.pid, 'SIGKILL');
  if (states === undefined) return;
  const now = looks();
  if (now === last) return;
  last = now;
  fs.cpSync(home, join(states, String(++kept)), { recursive: true });
}

/** By name, which argument is the path that changes. */
const CHANGES = { rename: 1, link: 1, copyFile: 1, rm: 0, rmdir: 0, mkdir: 0, appendFile: 0, writeFile: 0, open: 0 };
for (const [name, argument] of Object.entries(CHANGES)) {
  const original = fs.promises[name];
  fs.promises[name] = (...args) => {
    const writes = name !== 'open' || /[wa+x]/.test(String(args[1] ?? 'r'));
    if (writes && typeof args[argument] === 'string' && args[argument].startsWith(home)) found(name, args[argument]);
    return original(...args);
  };
}
syncBuiltinESMExports();
const [{ openConfig }, { createBackends }, { silent }, points, { rollback }] = await Promise.all(
  ['config/config.js', 'storage/open.js', 'log/logger.js', 'recovery/points.js', 'recovery/rollback.js'].map(
    (path) => import(`${dist}/${path}`),
  ),
);
const config = await openConfig({ home, env });
const ws = { config, log: silent, backends: createBackends(config, silent), registry: () => Promise.reject(new Error('no plugins')) };
if (work === 'create') await points.createPoint(ws);
else await rollback(ws, await points.pointOf(ws, undefined), { type: 'full' });
await ws.backends.close();
fs.writeSync(1, 'ended');
