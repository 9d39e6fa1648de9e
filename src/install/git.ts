import { mkdir } from 'node:fs/promises';
import { MdmError } from '../errors.js';
import { child } from './npm.js';
import { hostOf } from './npm-error.js';

/** Nothing of the repository is run: no hooks, no submodules, and a symbolic link becomes a file with its text. */
const CAREFUL = [
  '-c',
  'core.symlinks=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'protocol.ext.allow=never',
  '-c',
  'advice.detachedHead=false',
];

/**
 * Clones a repository into a new folder and gives the commit. MDM does it, and not npm, because npm would install what the repository
 * needs for its own development.
 */
export async function cloneGit(
  urls: readonly string[],
  at: string | undefined,
  folder: string,
  { env, signal }: { readonly env: Readonly<Record<string, string | undefined>>; readonly signal?: AbortSignal },
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const quiet = { GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: 'echo', GIT_LFS_SKIP_SMUDGE: '1' };
  const ssh = env['GIT_SSH_COMMAND'] ?? 'ssh -oBatchMode=yes -oStrictHostKeyChecking=accept-new';
  const git = async (...args: readonly string[]) => {
    try {
      const limits = { limit: 10 * 60_000, ...(signal ? { signal } : {}) };
      return await child('git', [...CAREFUL, '-C', folder, ...args], { env: { ...env, ...quiet, GIT_SSH_COMMAND: ssh }, ...limits });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      throw new MdmError(
        'not-found',
        `git is not on this machine, so ${urls[0]} was not installed.`,
        'Install git, or install the plugin from a .tgz file.',
      );
    }
  };
  await git('init', '--quiet');
  let said = '';
  for (const url of urls) {
    // One commit when the server gives it by that name; else everything.
    const shallow = await git('fetch', '--quiet', '--depth=1', '--no-tags', '--no-recurse-submodules', '--', url, at ?? 'HEAD');
    const whole = shallow.code === 0 ? shallow : await git('fetch', '--quiet', '--no-recurse-submodules', '--', url, '+refs/*:refs/all/*');
    if (whole.code !== 0) {
      said ||= whole.stderr;
      continue;
    }
    const out = await git('checkout', '--quiet', '--detach', shallow.code === 0 ? 'FETCH_HEAD' : at!);
    if (out.code !== 0) throw new MdmError('not-found', `${show(url)} has no branch, tag or commit ${at}.`);
    return (await git('rev-parse', 'HEAD')).stdout.trim();
  }
  throw gitError(show(urls[0]!), said);
}

const show = (url: string): string => url.replace(/\/\/[^/@]*@/, '//');

function gitError(url: string, said: string): MdmError {
  const line = said.split('\n').find((l) => l.trim() !== '') ?? '';
  const cause = new Error(said);
  if (/no space left/i.test(said)) return new MdmError('disk-full', `There is no space left to clone ${url}.`, 'Free some space.', cause);
  if (/not found|does not (exist|appear)|no such/i.test(said))
    return new MdmError('not-found', `There is no git repository at ${url}, or you may not read it.`, 'Try it with: git ls-remote', cause);
  if (/authentication|permission denied|could not read (username|password)/i.test(said))
    return new MdmError('registry', `The git server does not let you have ${url}.`, 'Set up its credentials for git.', cause);
  return new MdmError(
    'registry',
    `The git server ${hostOf(url) ?? url} cannot be reached: ${line.replace(/^fatal:\s*/, '').replace(/\.$/, '')}.`,
    undefined,
    cause,
  );
}
