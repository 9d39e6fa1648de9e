import { globSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf, cleanFolder, expectLines, give, root, run } from './blocks.js';

/** The pages that people read. */
export const pages = ['README.md', ...globSync('docs/guide/**/*.md', { cwd: root }).sort()];

/** Pages that rows of the acceptance list run. */
export const accepted = [
  'README.md',
  'docs/guide/best-practices.md',
  'docs/guide/datasets.md',
  'docs/guide/getting-started.md',
  'docs/guide/troubleshooting.md',
];

/**
 * Runs the blocks of a page one after another, as in one session, in a folder and a home of their own. A block marked `run` must end with 0,
 * one marked `fails N` with N; a block `output` after it is what it prints. A block marked `file NAME` is what the reader writes into that
 * file.
 */
export async function runPage(page: string): Promise<void> {
  const { folder, top } = cleanFolder();
  try {
    give('examples/penguins.csv', folder, 'penguins.csv');
    give('examples/penguins.csv', folder, 'examples/penguins.csv');
    const blocks = blocksOf(page);
    expect(blocks.filter((block) => block.mark === 'run').length).toBeGreaterThan(0);
    let at = folder;
    for (const [i, block] of blocks.entries()) {
      const file = /^file (\S+)$/.exec(block.mark)?.[1];
      if (file !== undefined) writeFileSync(join(at, file), block.text);
      const fails = /^fails (\d+)$/.exec(block.mark)?.[1];
      if (block.mark !== 'run' && fails === undefined) continue;
      const { code, stdout, stderr, ended } = await run(block, top, at);
      at = ended;
      if (code !== Number(fails ?? 0)) throw new Error(`${page}:${block.line} ended with ${code}:\n${stderr}\n${stdout}`);
      const next = blocks[i + 1];
      if (next?.mark === 'output') expectLines(fails === undefined ? stdout : stderr, next.text);
    }
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}
