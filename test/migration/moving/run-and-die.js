// Runs a migration and kills its process at the n-th step that it tells of, or when a file is there or says something.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [kind, to, home, from, step, file, text = ''] = process.argv.slice(2);
const dist = (path) => import(`../../../dist/${path}.js`);
const [{ openConfig }, { createBackends }, { silent }] = await Promise.all([
  dist('config/config'),
  dist('storage/open'),
  dist('log/logger'),
]);
const die = () => process.kill(process.pid, 'SIGKILL');
const says = (path) => existsSync(path) && readFileSync(path, 'utf8').includes(text);
if (file !== undefined) setInterval(() => says(join(home, file)) && die(), 0);
let told = 0;
const config = await openConfig({ home, env: { MDM_PERFORMANCE_MAX_CONCURRENT_OPERATIONS: '2', ...process.env } });
const ws = {
  config,
  log: silent,
  backends: createBackends(config, silent),
  registry: () => Promise.reject(new Error('no plugins')),
  onProgress: () => void (++told >= Number(step) && die()),
};
if (kind === 'home') {
  const { migrateHome } = await dist('migration/home/migrate');
  await migrateHome(ws, { from, to, batchSize: 50 });
} else if (kind === 'all') {
  const { migrateAll } = await dist('migration/all/migrate');
  await migrateAll(ws, { to, batchSize: 50 });
} else {
  const { resumeRun } = await dist('migration/runs/resume');
  await resumeRun(ws);
}
await ws.backends.close();
process.exit(0);
