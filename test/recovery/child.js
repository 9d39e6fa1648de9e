import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/*
 * node child.js DIST HOME WORK N: goes back to the latest point (WORK `run`) or makes one (`create`), and is killed at the Nth call that
 * changes a file; prints `ended` when there are fewer.
 */
const [dist, home, work, most] = process.argv.slice(2);
let calls = 0;
for (const name of ['rename', 'rm', 'link', 'copyFile', 'mkdir']) {
  const original = fs.promises[name];
  fs.promises[name] = (...args) => {
    if (++calls === Number(most)) process.kill(process.pid, 'SIGKILL');
    return original(...args);
  };
}
syncBuiltinESMExports();
const [{ openConfig }, { createBackends }, { silent }, points, { rollback }] = await Promise.all(
  ['config/config.js', 'storage/open.js', 'log/logger.js', 'recovery/points.js', 'recovery/rollback.js'].map(
    (path) => import(`${dist}/${path}`),
  ),
);
const config = await openConfig({ home, env: {} });
const ws = { config, log: silent, backends: createBackends(config, silent), registry: () => Promise.reject(new Error('no plugins')) };
if (work === 'create') await points.createPoint(ws);
else await rollback(ws, await points.pointOf(ws, undefined), { type: 'full' });
await ws.backends.close();
fs.writeSync(1, 'ended');
