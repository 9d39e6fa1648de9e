#!/usr/bin/env node
// Compiles what changed, then runs the CLI with full error stacks.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));
const { status } = spawnSync(process.execPath, [tsc, '-b'], { cwd: root, stdio: ['ignore', 2, 2] });
if (status !== 0) process.exit(status ?? 1);
process.env.DEBUG ??= 'mdm:*';
await import('./run.js');
