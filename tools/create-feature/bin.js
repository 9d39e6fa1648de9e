#!/usr/bin/env node
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { createFeature, LICENSES, TEMPLATES } from './index.js';

const USAGE = `Usage: create-feature NAME [--template ${Object.keys(TEMPLATES).join('|')}] [--directory DIR] [--license ${LICENSES.join('|')}] [--author NAME]`;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      template: { type: 'string' },
      directory: { type: 'string' },
      license: { type: 'string' },
      author: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) console.log(USAGE);
  else if (positionals.length !== 1) throw Object.assign(new Error('One name is needed.'), { next: USAGE });
  else {
    const { help: _, ...options } = values;
    const made = await createFeature(positionals[0], options);
    console.log(`Made ${made.package} with one transformer, ${made.transformer}.\n`);
    console.log(`  cd ${relative('', made.folder) || '.'}\n  npm install\n  npm run build && npm test`);
  }
} catch (error) {
  console.error(`Error: ${error.message}`);
  if (error.next) console.error(error.next);
  process.exitCode = error.code === 'exists' ? 4 : 2;
}
