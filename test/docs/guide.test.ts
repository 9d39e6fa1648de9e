import { execFileSync } from 'node:child_process';
import { globSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf, cleanFolder, expectLines, give, root, run } from './blocks.js';

const pages = ['README.md', ...globSync('docs/guide/**/*.md', { cwd: root }).sort()];

// What a page shows works: its blocks marked `run`, one after another as in one session, in a folder of their own. A block marked
// `file NAME` is what the reader writes into that file.
test.each(pages)(
  '%s',
  async (page) => {
    const { folder, top } = cleanFolder();
    try {
      give('examples/penguins.csv', folder, 'penguins.csv');
      give('examples/penguins.csv', folder, 'examples/penguins.csv');
      const blocks = blocksOf(page);
      expect(blocks.filter((b) => b.mark === 'run').length).toBeGreaterThan(0);
      let at = folder;
      for (const [i, block] of blocks.entries()) {
        const file = /^file (\S+)$/.exec(block.mark)?.[1];
        if (file !== undefined) writeFileSync(join(at, file), block.text);
        if (block.mark !== 'run') continue;
        const { code, stdout, stderr, ended } = await run(block, top, at);
        at = ended;
        if (code !== 0) throw new Error(`${page}:${block.line} ended with ${code}:\n${stderr}\n${stdout}`);
        const next = blocks[i + 1];
        if (next?.mark === 'output') expectLines(stdout, next.text);
      }
    } finally {
      rmSync(top, { recursive: true, force: true });
    }
  },
  300_000,
);

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
