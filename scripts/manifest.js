// oclif lists commands in the order in which the file system names them: sorted, the file is the same on every machine.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

execFileSync('oclif', ['manifest'], { stdio: 'inherit' });
const manifest = JSON.parse(readFileSync('oclif.manifest.json', 'utf8'));
const commands = Object.entries(manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync('oclif.manifest.json', `${JSON.stringify({ ...manifest, commands: Object.fromEntries(commands) }, null, 2)}\n`);
