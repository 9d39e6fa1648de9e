import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readPackage } from './discover.js';
import { isData, isText } from './provided.js';

/** What a package's folder tells besides the manifest. */
export interface PackageFacts {
  readonly description: string;
  readonly license: string;
  readonly homepage: string;
  /** Name and range of what is installed along with it. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** What it takes from MDM. */
  readonly peerDependencies: Readonly<Record<string, string>>;
  /** Of its files, in bytes; null when the folder cannot be read. */
  readonly size: number | null;
  readonly files: number;
}

/** Reads a package's folder; what is missing or is not what it should be is empty. */
export async function packageFacts(root: string): Promise<PackageFacts> {
  const [pjson, sizes] = await Promise.all([readPackage(root).catch(() => undefined), sizesUnder(root).catch(() => undefined)]);
  const said = isData(pjson) ? pjson : {};
  const text = (key: string): string => (isText(said[key]) ? said[key] : '');
  return {
    description: text('description'),
    license: text('license'),
    homepage: text('homepage'),
    dependencies: ranges(said['dependencies']),
    peerDependencies: ranges(said['peerDependencies']),
    size: sizes?.reduce((a, b) => a + b, 0) ?? null,
    files: sizes?.length ?? 0,
  };
}

function ranges(value: unknown): Readonly<Record<string, string>> {
  if (!isData(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => isText(entry[0], 214) && isText(entry[1])));
}

async function sizesUnder(folder: string): Promise<number[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory() || entry.isFile())
      .map(async (entry) => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? sizesUnder(path) : [(await stat(path)).size];
      }),
  );
  return sizes.flat();
}
