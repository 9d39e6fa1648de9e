import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { edited, YAML_OPTIONS, type Syntax } from '../../src/config/edit.js';

const FLAG = 'refactoring.use_new_features';
const SHARE = 'refactoring.rollout_percentage.new_features';

interface Case {
  readonly name: string;
  readonly from: string;
  readonly key: string;
  /** Undefined: taken out. */
  readonly value: unknown;
  readonly to: string | undefined;
  readonly syntax?: Syntax;
}

const cases: readonly Case[] = [
  { name: 'an empty file', from: '', key: FLAG, value: false, to: 'refactoring:\n  use_new_features: false\n' },
  { name: 'comments alone', from: '# mine', key: FLAG, value: false, to: '# mine\nrefactoring:\n  use_new_features: false\n' },
  {
    name: 'a value with a comment',
    from: 'refactoring:\n    use_new_features:   true   # keep\n\n\nb: [ 1,2 ]\n',
    key: FLAG,
    value: false,
    to: 'refactoring:\n    use_new_features:   false   # keep\n\n\nb: [ 1,2 ]\n',
  },
  {
    name: 'a new key after the last of its section, indented like it',
    from: 'refactoring:\n    auto_fallback: true # a\n\n# b\nother: 1',
    key: SHARE,
    value: 10,
    to: 'refactoring:\n    auto_fallback: true # a\n    rollout_percentage:\n        new_features: 10\n\n# b\nother: 1',
  },
  { name: 'a new section', from: 'a: 1', key: FLAG, value: true, to: 'a: 1\nrefactoring:\n  use_new_features: true\n' },
  {
    name: 'a section without keys',
    from: 'refactoring:   # none yet\nb: 2\n',
    key: FLAG,
    value: true,
    to: 'refactoring:   # none yet\n  use_new_features: true\nb: 2\n',
  },
  {
    name: 'a key without a value',
    from: 'refactoring:\n  use_new_features:\n',
    key: FLAG,
    value: true,
    to: 'refactoring:\n  use_new_features: true\n',
  },
  {
    name: 'a list below its key: what was beside it stays as it is',
    from: 'refactoring:   # a\n  always_new:   # b\n    - x   # c\n    - y\n  # d\nz: {q: 1}  # e\n',
    key: 'refactoring.always_new',
    value: ['x', 'z'],
    to: 'refactoring:   # a\n  always_new: [x, z]   # b\n  # d\nz: {q: 1}  # e\n',
  },
  {
    name: 'braces',
    from: '{refactoring: {a: 1}, b: 2} # x\n',
    key: FLAG,
    value: true,
    to: '{refactoring: {a: 1, use_new_features: true}, b: 2} # x\n',
  },
  { name: 'empty braces', from: 'refactoring: {}\n', key: FLAG, value: true, to: 'refactoring: { use_new_features: true }\n' },
  {
    name: 'CRLF',
    from: 'refactoring:\r\n  a: 1\r\n',
    key: FLAG,
    value: true,
    to: 'refactoring:\r\n  a: 1\r\n  use_new_features: true\r\n',
  },
  {
    name: 'a value that others share',
    from: 'refactoring:\n  use_new_features: &on true # first\n  auto_fallback: *on\n  c: *on\n',
    key: FLAG,
    value: false,
    to: 'refactoring:\n  use_new_features: false # first\n  auto_fallback: &on true\n  c: *on\n',
  },
  {
    name: 'a shared value used here',
    from: 'x: &on true\nrefactoring:\n  use_new_features: *on\n',
    key: FLAG,
    value: false,
    to: 'x: &on true\nrefactoring:\n  use_new_features: false\n',
  },
  {
    name: 'a section that is shared',
    from: 'x: &base\n  a: 1\nrefactoring: *base\n',
    key: FLAG,
    value: false,
    to: 'x: &base\n  a: 1\nrefactoring: { <<: *base, use_new_features: false }\n',
  },
  {
    name: 'a key that comes by <<',
    from: 'x: &base\n  use_new_features: true\nrefactoring:\n  <<: *base\n',
    key: FLAG,
    value: false,
    to: 'x: &base\n  use_new_features: true\nrefactoring:\n  <<: *base\n  use_new_features: false\n',
  },
  {
    name: 'a list in lines',
    from: 'refactoring:\n  always_new: # who\n  - a\n  - b\n  z: 1\n',
    key: 'refactoring.always_new',
    value: ['c', 'd e'],
    to: 'refactoring:\n  always_new: [c, "d e"] # who\n  z: 1\n',
  },
  { name: 'a text in lines', from: 'a:\n  b: |\n    one\n    two\nc: 1\n', key: 'a.b', value: 'x', to: 'a:\n  b: x\nc: 1\n' },
  {
    name: 'JSON',
    from: '{\n  "refactoring": {"a": 1}\n}\n',
    key: FLAG,
    value: true,
    to: '{\n  "refactoring": {"a": 1, "use_new_features": true}\n}\n',
    syntax: 'json',
  },
  { name: 'an empty JSON file', from: '', key: FLAG, value: true, to: '{ "refactoring": { "use_new_features": true } }\n', syntax: 'json' },
  { name: 'a section that is a number', from: 'refactoring: 3\n', key: FLAG, value: true, to: undefined },
  {
    name: 'taking out',
    from: 'refactoring:\n  # why\n  use_new_features: true # x\n  a: 1\n',
    key: FLAG,
    value: undefined,
    to: 'refactoring:\n  # why\n  a: 1\n',
  },
  {
    name: 'taking out the last',
    from: 'a: 1\nrefactoring:\n  rollout_percentage:\n    new_features: 3\n',
    key: SHARE,
    value: undefined,
    to: 'a: 1\n',
  },
  { name: 'taking out of braces', from: 'r: {a: 1, b: 2, c: 3}\n', key: 'r.b', value: undefined, to: 'r: {a: 1, c: 3}\n' },
  { name: 'taking the last out of braces', from: 'r: {a: 1, b: 2}\n', key: 'r.b', value: undefined, to: 'r: {a: 1}\n' },
  { name: 'taking out what comes by <<', from: 'x: &b {a: 1}\nr:\n  <<: *b\n  c: 2\n', key: 'r.a', value: undefined, to: undefined },
];

test.each(cases)('$name', ({ from, key, value, to, syntax }) => {
  expect(edited(from, key.split('.'), value, syntax ?? 'yaml')).toBe(to);
});

test('text that YAML would take for something else is quoted', () => {
  for (const value of [
    'yes',
    'null',
    '1',
    '1e3',
    '',
    ' a',
    'a: b',
    '# no',
    '*x',
    '&x',
    '2024-01-01',
    'a\nb',
    '\u2028',
    '\u0007',
    "'",
    '"',
    '\\',
    '~',
    '<<',
    '=',
    '%a',
    '@b',
    '-',
    '- a',
  ])
    expect(parse(edited('', ['k'], value, 'yaml')!, YAML_OPTIONS)).toEqual({ k: value });
});

// Any layout: what was not asked for stays, to the byte outside the lines that change, and taking the key out again gives the first file.
const word = fc.constantFrom('alpha', 'beta', 'use_new_features', 'auto_fallback', 'rollout_percentage', '"quoted key"', 'ключ');
const scalar = fc.constantFrom(
  'true',
  'false',
  '0',
  '0.5',
  'plain text',
  '"a # b"',
  "'it''s'",
  '~',
  '',
  '!!str 3',
  '|\n{}  text\n{}  # no comment\n',
  '>-\n{}  folded\n{}  more\n',
  '[1, "x"]',
  '{a: 1}',
  '[]',
);
const note = fc.constantFrom('', ' # note', '   # "quoted" note', '  ');
const gap = fc.constantFrom('', '\n', '# between\n', '\n\n# a\n\n');
const pair = fc.tuple(word, scalar, note, gap);
const section = fc.record({
  name: fc.constantFrom('refactoring', 'comparison', 'other'),
  pairs: fc.uniqueArray(pair, { selector: ([key]) => key, maxLength: 5 }),
  indent: fc.constantFrom('  ', '    ', ' '),
  note,
});
const file = fc
  .record({
    sections: fc.uniqueArray(section, { selector: ({ name }) => name, maxLength: 3 }),
    end: fc.constantFrom('', '\n', '# end', '\n# end\n\n'),
    eol: fc.constantFrom('\n', '\r\n'),
    start: fc.constantFrom('', '---\n', '# start\n\n'),
  })
  .map(({ sections, end, eol, start }) => {
    const lines = sections.map(({ name, pairs, indent, note: said }) => {
      const inner = pairs.map(([key, value, beside, between]) => {
        const text = value.replaceAll('{}', indent);
        return `${indent}${key}: ${text}${text.endsWith('\n') ? '' : `${beside}\n`}${between}`;
      });
      return `${name}:${said}\n${inner.join('')}`;
    });
    return (start + lines.join('') + end).replaceAll('\n', eol);
  })
  .filter((text) => {
    try {
      parse(text, YAML_OPTIONS);
      return true;
    } catch {
      return false;
    }
  });
const target = fc.constantFrom(FLAG, SHARE, 'refactoring.alpha', 'comparison.store', 'new_section.deep.deeper.key', 'top');
const value = fc.oneof(
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.string({ unit: 'binary' }),
  fc.array(fc.string(), { maxLength: 3 }),
);

test('any layout keeps what was not asked for', () => {
  let kept = 0;
  let all = 0;
  fc.assert(
    fc.property(file, target, value, (text, key, to) => {
      const place = key.split('.');
      const result = edited(text, place, to, 'yaml');
      const old = parse(text, YAML_OPTIONS) as unknown;
      // A section that is a value already, such as `rollout_percentage: 3`, has no keys.
      const blocked = place.slice(1).some((_, i) => !isSectionOrNone(at(old, place.slice(0, i + 1))));
      if (blocked) return expect(result).toBeUndefined();
      expect(at(parse(result!, YAML_OPTIONS), place)).toEqual(Object.is(to, -0) ? 0 : to);
      const untouched = result!.split(/\r?\n/);
      const lines = text
        .split(/\r?\n/)
        .filter((line) => line.includes('#') && !line.includes('# no comment') && !place.some((part) => line.includes(part)));
      expect(lines.filter((line) => !untouched.includes(line))).toEqual([]);
      all++;
      if (at(old, place) !== undefined) return;
      const back = edited(result!, place, undefined, 'yaml');
      expect(back).toBeDefined();
      if (back!.trimEnd() === text.trimEnd()) kept++;
      else expect(isDeepStrictEqual(clean(parse(back!, YAML_OPTIONS)), clean(old))).toBe(true);
    }),
    { numRuns: 2000 },
  );
  expect(all).toBeGreaterThan(1000);
  expect(kept).toBeGreaterThan(500);
});

const at = (data: unknown, place: readonly string[]): unknown =>
  place.reduce<unknown>((held, key) => (held as Record<string, unknown> | null | undefined)?.[key], data);
const isSectionOrNone = (data: unknown): boolean =>
  data === undefined || data === null || (typeof data === 'object' && !Array.isArray(data));
const clean = (data: unknown): unknown => {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return data;
  const full = Object.entries(data)
    .map(([key, one]) => [key, clean(one)])
    .filter(([, one]) => one !== null);
  return full.length === 0 ? null : Object.fromEntries(full);
};
