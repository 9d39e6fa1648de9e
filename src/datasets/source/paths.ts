import { posix, win32 } from 'node:path';

/** `\\server\share\file`. */
export const isUnc = (path: string): boolean => /^[\\/]{2}[^\\/]+[\\/]+[^\\/]+/.test(path) && path.startsWith('\\\\');
/** `C:\file` or `C:/file`; `C:file` is relative to that drive's folder. */
export const isDrive = (path: string): boolean => /^[A-Za-z]:(?:[\\/]|$)/.test(path);

/** How a path is read: on Windows, and for what only Windows writes, by the rules of Windows. */
export function rulesOf(path: string, platform: NodeJS.Platform = process.platform): typeof posix {
  return platform === 'win32' || isUnc(path) || isDrive(path) ? win32 : posix;
}

/** The last part of a path. */
export const fileName = (path: string, platform?: NodeJS.Platform): string => rulesOf(path, platform).basename(path);

/** A file's name without what says its format: `a/sales.csv.gz` -> sales. */
export function stemOf(path: string, platform?: NodeJS.Platform): string {
  const name = fileName(path, platform).replace(/\.(gz|zip)$/i, '');
  return name.replace(/(?<=.)\.[^.]*$/, '');
}

/** The extension in lower case, without a point and without that of compression. */
export function extensionOf(path: string, platform?: NodeJS.Platform): string {
  const bare = fileName(path, platform).replace(/(?<=\.[^.]+)\.(gz|zip)$/i, '');
  return /(?<=.)\.([^.]*)$/.exec(bare)?.[1]?.toLowerCase() ?? '';
}

/** A file of a folder. */
export const inFolder = (folder: string, name: string, platform?: NodeJS.Platform): string => rulesOf(folder, platform).join(folder, name);

/** The path from the root; what Windows writes is from its root already. */
export const absolutePath = (path: string, from = process.cwd(), platform?: NodeJS.Platform): string => {
  const rules = rulesOf(path, platform);
  return rules.isAbsolute(path) ? rules.normalize(path) : rulesOf(from, platform).resolve(from, path);
};
