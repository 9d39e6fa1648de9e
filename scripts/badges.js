// Writes into plugins.json what the kit says today of the plugins that come with MDM. Run it after a change of a law or of a plugin.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const file = join(root, 'plugins.json');
const hub = JSON.parse(readFileSync(file, 'utf8'));

function badgeOf(name) {
  const said = execFileSync(process.execPath, [join(root, 'bin/run.js'), 'plugins', 'test', name, '--json'], {
    encoding: 'utf8',
    maxBuffer: 1e8,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const { version, transformers } = JSON.parse(said);
  const sum = (pick) => transformers.reduce((total, { laws }) => total + laws[pick], 0);
  return { kept: sum('held'), laws: sum('of'), date: new Date().toISOString().slice(0, 10), version };
}

// Laws are about transformers.
const judged = hub.plugins.filter(({ tier, kinds }) => tier === 'first-party' && kinds.some((kind) => kind !== 'generator'));
for (const entry of judged) entry.badge = badgeOf(entry.package);
writeFileSync(file, `${JSON.stringify(hub, null, 2)}\n`);
