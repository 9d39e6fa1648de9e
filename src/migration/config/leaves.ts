import { isMap, type Node, type Pair, type YAMLMap } from '#yaml';
import { yaml11 } from '../../components/config/yaml11.js';
import { parse, writtenValue } from '../../config/file.js';
import { isSection, keyAt, type KeyName } from '../../config/keys.js';

/** A value of a file. */
export interface Written {
  readonly place: readonly string[];
  readonly at: string;
  /** The key of now; undefined: none. */
  readonly key: KeyName | undefined;
  /** As YAML 1.2 and as YAML 1.1 read it. */
  readonly as12: unknown;
  readonly as11: unknown;
  /** Other values may be taken from it by an alias. */
  readonly shared: boolean;
}

/** The values of a file in their order. In config.yml `storage:` has the keys of `paths:` and of `database:`. */
export function writtenIn(path: string, text: string, earlier: boolean): readonly Written[] {
  const { document, lines, data } = parse({ path, content: text });
  const before = yaml11(path, text).content;
  const found: Written[] = [];
  const visit = (map: YAMLMap, above: readonly string[]): void => {
    for (const pair of map.items as Pair<Node, Node | null>[]) {
      const place = [...above, String(pair.key)];
      if (place.at(-1) === '<<') continue;
      const [key, section] = [keyOfPlace(place, earlier), isKnownSection(place, earlier)];
      const as12 = key === undefined ? valueAt(data, place) : writtenValue(key, pair.value, document);
      if (section && key === undefined) {
        if (isMap(pair.value)) visit(pair.value, place);
        continue;
      }
      const { line, col } = lines.linePos((pair.value?.range ?? pair.key.range ?? [0])[0]);
      const shared = isMap(pair.value) || pair.value?.anchor !== undefined;
      found.push({ place, at: `${path}:${line}:${col}`, key, as12, as11: valueAt(before, place), shared: shared && text.includes('&') });
    }
  };
  if (isMap(document.contents)) visit(document.contents, []);
  return found;
}

const isKnownSection = (place: readonly string[], earlier: boolean): boolean =>
  isSection(place.join('.')) || (earlier && place[0] === 'storage' && place.length > 1 && isSection(asDatabase(place)));

const asDatabase = (place: readonly string[]): string => ['database', ...place.slice(1)].join('.');

const keyOfPlace = (place: readonly string[], earlier: boolean): KeyName | undefined =>
  keyAt(place.join('.')) ?? (earlier && place[0] === 'storage' ? keyAt(asDatabase(place)) : undefined);

/** What stands at a place of plain data; undefined: nothing. */
export const valueAt = (data: unknown, place: readonly string[]): unknown =>
  place.reduce<unknown>(
    (held, part) =>
      typeof held === 'object' && held !== null && Object.hasOwn(held, part) ? (held as Record<string, unknown>)[part] : undefined,
    data,
  );
