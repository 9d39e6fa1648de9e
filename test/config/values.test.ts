import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { changeConfig } from '../../src/config/change.js';
import { openConfig } from '../../src/config/config.js';
import { isSecret, KEY_NAMES, keyOf, variableOf, type KeyName, type Rule } from '../../src/config/keys.js';
import { valueText } from '../../src/commands/output/config.js';
import { fromText } from '../../src/config/value.js';
import { MdmError } from '../../src/errors.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mdm-values-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A value that is not the default, where there may be one. */
function another(rule: Rule, standard: unknown): unknown {
  switch (rule.kind) {
    case 'boolean':
      return !(standard as boolean);
    case 'integer':
    case 'number':
      return (rule.max ?? Infinity) > Number(standard ?? 500) ? Number(standard ?? 500) + (rule.max === 1 ? 0.001 : 1) : rule.min;
    case 'text':
      return rule.pattern ? (rule.pattern.test('7') ? '7' : 'localhost') : 'some text: "quoted"';
    case 'secret':
      return 'p@ss: \'#"\\ word';
    case 'choice':
      return rule.words.find((word) => word !== standard);
    case 'list':
      return ['a', 'b c'];
    case 'integers':
      return [3, 7];
    case 'levels':
      return { storage: 'DEBUG', 'storage.sqlite': 'ERROR' };
    case 'size':
      return '123MiB';
    case 'path':
      return 'some/where else';
    default:
      return rule satisfies never;
  }
}

const settable = KEY_NAMES.filter((key) => keyOf(key).fixed === undefined);

test.each(settable)('%s is set, read, said and taken out again', async (key) => {
  const { rule, default: standard } = keyOf(key);
  const value = another(rule, standard);
  expect(value).not.toEqual(standard);
  const read = () => openConfig({ home, env: {} });
  await changeConfig(home, undefined, new Map([[key, value]]));
  const config = await read();
  expect([config.get(key), config.origin(key), config.warnings]).toEqual([value, 'file', []]);
  // What the command line prints can be typed again, and stands in a variable too.
  const text = valueText(value);
  expect(fromText(key, text)).toEqual(value);
  expect((await openConfig({ home: join(home, 'none'), env: { [variableOf(key)]: text } })).get(key)).toEqual(value);
  if (rule.nullable) {
    await changeConfig(home, undefined, new Map([[key, null]]));
    expect((await read()).get(key)).toBeNull();
  }
  await changeConfig(home, undefined, new Map([[key, undefined]]));
  expect([(await read()).get(key), (await read()).origin(key)]).toEqual([standard, 'default']);
  expect(readFileSync(join(home, 'mdm.yaml'), 'utf8').trim()).toBe('');
});

test('any value of any key is taken, or refused with the name of the key', async () => {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.integer(),
    fc.string(),
    fc.constantFrom('yes', 'WAL', '8GB', 'none', '', '1e3', '${NO_SUCH}', '${X:1}'),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...KEY_NAMES), value, async (key: KeyName, given) => {
      writeFileSync(
        join(home, 'mdm.yaml'),
        JSON.stringify(key.split('.').reduceRight<unknown>((inner, part) => ({ [part]: inner }), given)),
      );
      try {
        const config = await openConfig({ home, env: {} });
        expect(config.get(key)).not.toBeUndefined();
      } catch (error) {
        expect(error).toBeInstanceOf(MdmError);
        expect(error).toMatchObject({ exit: 7, message: expect.stringContaining(key) });
        if (isSecret(key) && typeof given === 'string' && given.length > 8) expect((error as MdmError).message).not.toContain(given);
      }
    }),
    { numRuns: 500 },
  );
});

test('any text is a configuration, or is refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 60 }), async (text) => {
      writeFileSync(join(home, 'mdm.yaml'), text);
      const opened = await openConfig({ home, env: {} }).catch((error: unknown) => error);
      if (opened instanceof Error) expect(opened).toMatchObject({ name: 'MdmError', exit: 7 });
    }),
    { numRuns: 300 },
  );
});
