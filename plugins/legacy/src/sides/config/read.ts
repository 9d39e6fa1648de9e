import type { OldConfigReading, OldConfigRequest, OldOrigin } from './contract.js';
import { placeOfVariable, valueOfText } from './environment.js';
import { MODEL, type Field } from './model.js';
import { readField } from './value.js';

interface Given {
  readonly value: unknown;
  readonly origin: OldOrigin;
}

type Problem = OldConfigReading['problems'][number];

/** Keys of `paths`; whatever else stood in `storage:` of config.yml is of `database`. */
const PATHS = new Set(Object.keys(MODEL).flatMap((key) => (key.startsWith('paths.') ? [key.slice('paths.'.length)] : [])));
const SECTIONS = new Set(Object.keys(MODEL).flatMap((key) => [...key.matchAll(/\./g)].map(({ index }) => key.slice(0, index))));

/** Environment over mdm.yaml over config.yml over the defaults of the model. What is no key is dropped. */
export function read({ file, earlier, environment }: OldConfigRequest): OldConfigReading {
  const given = new Map<string, Given>();
  const problems: Problem[] = [];
  const put = (place: readonly string[], one: Given): void => {
    const key = place.join('.');
    if (SECTIONS.has(key) && one.value !== null) problems.push({ key, origin: one.origin, why: 'it has keys of its own and no value' });
    else given.set(key, one);
  };
  const add = (content: unknown, place: readonly string[], kind: 'file' | 'earlier'): void => {
    const isSection = typeof content === 'object' && content !== null && !Array.isArray(content) && !(content instanceof Date);
    if (isSection) for (const [name, value] of Object.entries(content)) add(value, [...place, name], kind);
    else if (place.length > 0) put(kind === 'earlier' ? moved(place) : place, { value: content, origin: { kind, place } });
  };
  add(earlier, [], 'earlier');
  add(file, [], 'file');
  for (const variable of Object.keys(environment).sort()) {
    const [text, place] = [environment[variable], placeOfVariable(variable)];
    if (text !== undefined && place) put(place, { value: valueOfText(text), origin: { kind: 'environment', variable } });
  }
  const values: Record<string, Given> = {};
  for (const [key, field] of Object.entries(MODEL)) {
    values[key] = { value: field.standard, origin: { kind: 'default' } };
    const one = given.get(key);
    if (!one || isEmpty(field, one.value)) continue;
    const taken = readField(field, one.value);
    if ('why' in taken) problems.push({ key, origin: one.origin, why: taken.why });
    else values[key] = { value: taken.value, origin: one.origin };
  }
  return { values, problems };
}

const isEmpty = (field: Field, value: unknown): boolean => value === null && !(field.kind === 'text' && field.optional);

function moved([section, ...rest]: readonly string[]): readonly string[] {
  if (section !== 'storage') return section === undefined ? rest : [section, ...rest];
  return [rest[0] !== undefined && PATHS.has(rest[0]) ? 'paths' : 'database', ...rest];
}
