import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const bin = join(import.meta.dirname, '../../bin/run.js');
const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', OCLIF_COLUMNS: '80' };
const help = async (...argv: string[]) => (await promisify(execFile)(process.execPath, [bin, ...argv], { env })).stdout;

const COMMANDS = [
  ['features', 'generate'],
  ['features', 'apply'],
  ['features', 'list'],
  ['features', 'explain'],
  ['features', 'diff'],
  ['plugins', 'list'],
  ['plugins', 'inspect'],
  ['plugins', 'search'],
  ['plugins', 'doctor'],
];

test.each(COMMANDS)('mdm %s %s --help', async (...words) => {
  const text = await help(...words, '--help');
  expect(text).toMatchSnapshot();
  expect(await help('help', ...words)).toBe(text);
});

test.each(['features', 'plugins'])('mdm help %s names every command of the topic', async (topic) => {
  const text = await help('help', topic);
  for (const words of COMMANDS.filter(([first]) => first === topic)) expect(text).toContain(words.join(' '));
});

test('mdm --help begins with what MDM is', async () => {
  const text = await help('--help');
  expect(text).toMatch(/^MDM \(ML Data Manager\): turns tables into features/);
  expect(await help('help')).toBe(text);
});
