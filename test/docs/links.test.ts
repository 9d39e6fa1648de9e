import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './blocks.js';

const pages = globSync('**/*.md', { cwd: root, exclude: (name) => /(^|\/)(node_modules|dist|coverage|\.git)$/.test(String(name)) }).sort();

/** Headings as GitHub names them. */
const anchors = (page: string): string[] =>
  [...page.matchAll(/^#+ (.*)$/gm)].map((m) =>
    m[1]!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

test.each(pages)('the links of %s lead somewhere', (file) => {
  const page = readFileSync(join(root, file), 'utf8').replaceAll(/^```.*?^```$/gms, '');
  const links = [...page.matchAll(/\]\(([^)\s]+)\)/g)].map((m) => m[1]!).filter((link) => !/^[a-z]+:/.test(link));
  const dead = links.filter((link) => {
    const [path = '', anchor] = link.split('#', 2);
    const target = path === '' ? join(root, file) : join(root, dirname(file), decodeURI(path));
    if (!existsSync(target)) return true;
    return anchor !== undefined && !anchors(readFileSync(target, 'utf8')).includes(anchor);
  });
  expect(dead).toEqual([]);
});
