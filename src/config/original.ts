import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const markerOf = (home: string): string => join(home, 'home.json');

/** What says that MDM made a home, or has taken it over. */
export interface HomeMarker {
  readonly path: string;
  readonly content: string;
}

/** Whether MDM 1.0.6 made the home: it has pointers of datasets and no `home.json`. Nothing is written. */
export function originalHome(home: string, pointers = join(home, 'config', 'datasets')): boolean {
  return !existsSync(markerOf(home)) && hasPointers(pointers);
}

function hasPointers(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => name.endsWith('.yaml') && !name.startsWith('.'));
  } catch {
    return false;
  }
}

/** The marker that a home is to get before its first pointer; undefined: it has one, or its pointers are of MDM 1.0.6. */
export function missingMarker(home: string, pointers: string): HomeMarker | undefined {
  if (existsSync(markerOf(home)) || hasPointers(pointers)) return undefined;
  return { path: markerOf(home), content: markerContent() };
}

/** The content of `home.json`. */
export function markerContent(at = new Date()): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  return `${JSON.stringify({ made_by: version, at: at.toISOString() }, null, 2)}\n`;
}
