import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf, cleanFolder, root } from './blocks.js';
import { accepted, pages, runPage } from './pages.js';

// What a page shows works: see `runPage`.
test.each(pages.filter((page) => !accepted.includes(page)))('every block of %s runs', (page) => runPage(page), 300_000);

test('TypeScript in the pages fits the types of the library', () => {
  const { folder, top } = cleanFolder();
  try {
    for (const page of pages)
      for (const block of blocksOf(page))
        if (block.language === 'ts' && (block.mark === '' || block.mark === 'run'))
          writeFileSync(join(folder, `${page.replaceAll(/\W/g, '-')}-${block.line}.ts`), block.text);
    const options = { strict: true, noEmit: true, module: 'nodenext', target: 'es2024', types: ['node'], skipLibCheck: true };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options }));
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
  } catch (error) {
    throw new Error((error as { stdout?: string }).stdout || String(error));
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}, 120_000);
