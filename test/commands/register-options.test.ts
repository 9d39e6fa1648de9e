import { registerOptions, type RegisterFlags } from '../../src/commands/input/register.js';

const none: RegisterFlags = {
  'no-auto': false,
  force: false,
  'no-features': false,
  'skip-analysis': false,
  'dry-run': false,
  resume: false,
};

describe('what is given beside --resume', () => {
  it('is nothing: all of it was given before', async () => {
    expect(await registerOptions(undefined, { ...none, resume: true })).toEqual({});
    expect(await registerOptions(undefined, { ...none, resume: true, force: true })).toEqual({});
  });

  it.each<[string, string | undefined, Partial<RegisterFlags>]>([
    ['the path a.csv', 'a.csv', {}],
    ['--target', undefined, { target: 'y' }],
    ['--dry-run', undefined, { 'dry-run': true }],
    ['--no-features', undefined, { 'no-features': true }],
    ['--train', undefined, { train: 'a.csv' }],
  ])('%s is refused', async (what, path, more) => {
    await expect(registerOptions(path, { ...none, resume: true, ...more })).rejects.toMatchObject({
      code: 'usage',
      message: `Both --resume and ${what} are given.`,
    });
  });
});
