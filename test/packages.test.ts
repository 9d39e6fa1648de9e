import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  name: string;
  version: string;
  private?: boolean;
  dependencies?: Record<string, string>;
  bundleDependencies?: string[];
  oclif?: { plugins?: string[] };
}

const root = join(import.meta.dirname, '..');
const read = (file: string): Manifest => JSON.parse(readFileSync(join(root, file), 'utf8'));
const cli = read('package.json');
const parts = globSync(['src/sdk/package.json', 'plugins/*/package.json', 'tools/create-feature/package.json'], { cwd: root }).map(read);
const published = parts.filter((part) => !part.private);

// npm would otherwise look for the missing version in a registry, where the @mdm scope is not ours.
test.each([cli, ...parts].map((part) => [part.name, part] as const))(
  '%s asks for first-party packages at the version they have',
  (_, part) => {
    const versions = Object.fromEntries(parts.map(({ name, version }) => [name, version]));
    for (const [name, range] of Object.entries(part.dependencies ?? {}))
      if (name.startsWith('@mdm/')) expect([name, range]).toEqual([name, versions[name]]);
  },
);

test('the CLI carries every first-party package', () => {
  expect([...(cli.bundleDependencies ?? [])].sort()).toEqual(published.map(({ name }) => name).sort());
});

test('nothing tells a user to have npm fetch an @mdm package by its name', () => {
  const files = globSync(['src/**/*.ts', 'tools/create-feature/**/*.{js,md,yml}', 'docs/**/*.md', 'README.md'], {
    cwd: root,
    exclude: (path) => /(^|\/)(node_modules|dist)(\/|$)/.test(path),
  });
  const telling = files.filter((file) => /npm (install|i|add)\b[^\n`'"]*\s@mdm\//.test(readFileSync(join(root, file), 'utf8')));
  expect(telling).toEqual([]);
});
