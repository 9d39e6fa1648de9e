import { MdmError } from '../errors.js';
import type { NpmResult } from './npm.js';
import { CLOSED, SCOPE, type UserConfig } from './npmrc.js';

const NETWORK =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EAI_FAIL|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|ERR_SOCKET_TIMEOUT|EPROTO|ECONNABORTED|E5\d\d|E429)$/;
const PROXY = /proxy|tunneling socket/i;
const CERTIFICATE = /^(UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|CERT_|ERR_TLS)/;

/** What npm said of an error. */
export interface NpmFailure {
  readonly code: string;
  readonly summary: string;
}

export function failureOf({ answer, stderr }: NpmResult): NpmFailure {
  const { error } = (answer ?? {}) as { error?: { code?: unknown; summary?: unknown } };
  const code = typeof error?.code === 'string' ? error.code : (/^npm error code (\S+)$/m.exec(stderr)?.[1] ?? '');
  const said = typeof error?.summary === 'string' && error.summary ? error.summary : stderr.replace(/^npm error /gm, '');
  return { code, summary: said.split('\n', 1)[0]!.trim() };
}

/** One sentence for what npm could not do; `what` is what was to be installed, `name` its package. */
export function npmError(result: NpmResult, what: string, name: string | undefined, config: UserConfig): MdmError {
  const { code, summary } = failureOf(result);
  const cause = new Error(`npm: ${code} ${summary}\n${result.stderr}`.trim());
  const say = (kind: ConstructorParameters<typeof MdmError>[0], sentence: string, next?: string) =>
    new MdmError(kind, sentence, next, cause);

  const scoped = new RegExp(`${CLOSED}(${SCOPE.replace('/', '(?:%2f|/)')}[\\w.-]+)`, 'i').exec(summary)?.[1]?.replace(/%2f/i, '/');
  if (scoped === '@mdm/sdk')
    return say(
      'refused',
      `${what} lists @mdm/sdk in its dependencies, which is on no public registry: MDM itself gives it to every plugin.`,
      'Its author should list it in peerDependencies instead, or bundle it.',
    );
  if (scoped)
    return say(
      'refused',
      `${what} depends on ${scoped}, and names in ${SCOPE.slice(0, -1)} are never asked of a public registry.`,
      'If you have a registry for it, set @mdm:registry in your .npmrc.',
    );
  const url = /https?:\/\/[^\s,]+/.exec(summary)?.[0];
  const asked = hostOf(url) ?? hostOf(config.registryOf(name ?? '')) ?? 'the registry';
  if (NETWORK.test(code) || CERTIFICATE.test(code) || /failed, reason:|socket hang up|network timeout/i.test(summary)) {
    const why = CERTIFICATE.test(code) ? 'its certificate is not trusted' : reason(code, summary);
    const proxy = PROXY.test(summary) || code === 'ECONNREFUSED' ? ' A proxy is named by the npm setting "proxy".' : '';
    return say(
      'registry',
      `The registry ${asked} cannot be reached (${why}), so ${what} was not installed.`,
      `See which registry npm asks: npm config get registry.${proxy}`,
    );
  }
  switch (code) {
    case 'E404':
      return say(
        'not-found',
        `There is no package ${packageOf(url) ?? what} on the registry ${asked}.`,
        'Look for plugins with: mdm plugins search',
      );
    case 'ENOTCACHED':
      return say(
        'registry',
        `${what} is not in npm's cache, and --offline allows no network.`,
        'Install it without --offline, or from a file.',
      );
    case 'EJSONPARSE':
      return say('refused', `${what} was not installed: its package.json is not JSON.`, 'Tell its author.');
    case 'ENODATA':
      return say('refused', `${what} was not installed: it is empty.`, 'Name a .tgz file that npm pack made.');
    case 'EINTEGRITY':
    case 'Z_BUF_ERROR':
    case 'Z_DATA_ERROR':
    case 'TAR_BAD_ARCHIVE':
      if (name === undefined && code !== 'EINTEGRITY')
        return say('integrity', `${what} was not installed: it is no package, or it is damaged.`, 'Name a .tgz file that npm pack made.');
      return say(
        'integrity',
        `${what} was not installed: the package that came is damaged or is not the one that was published (its checksum is wrong).`,
        'Do not use it; tell its author or the keeper of the registry.',
      );
    case 'E401':
    case 'E403':
    case 'ENEEDAUTH':
      return say(
        'registry',
        `The registry ${asked} does not let you have ${what} (${code.slice(1)}).`,
        'Log in with npm, or set the token in your .npmrc.',
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return say(
        'disk-full',
        `There is no space left to install ${what}.`,
        'Free some space, or set MDM_DATA_DIR and npm_config_cache to folders on another disk.',
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return say(
        'permission',
        `${what} cannot be installed: ${summary.replace(/\.+$/, '')}.`,
        'Set MDM_DATA_DIR and npm_config_cache to folders you may write to.',
      );
    case 'EBADENGINE':
    case 'EBADPLATFORM':
      return say('refused', `${what} is not for this system: ${summary}.`);
    case 'EALLOWGIT':
    case 'EALLOWREMOTE':
    case 'EALLOWFILE':
      return say('refused', `${what} was not installed: ${summary}.`, 'Your npm settings forbid this kind of package.');
    default:
      return say(
        'registry',
        `${what} could not be installed: ${summary || `npm ended with ${result.code}`}${/[.?!]$/.test(summary) ? '' : '.'}`,
        'See more with MDM_DEBUG=1.',
      );
  }
}

const reason = (code: string, summary: string): string =>
  ({
    ECONNREFUSED: 'nobody answers there',
    ENOTFOUND: 'its name is not known',
    EAI_AGAIN: 'its name cannot be looked up',
    ETIMEDOUT: 'it does not answer in time',
    ERR_SOCKET_TIMEOUT: 'it does not answer in time',
    ECONNRESET: 'it broke off',
  })[code] ?? (/^E[45]\d\d$/.test(code) ? `it answered ${code.slice(1)}` : (/reason: (.*)$/.exec(summary)?.[1] ?? code));

/** Host and port, never a name and password. */
export function hostOf(url: string | undefined): string | undefined {
  return url && URL.canParse(url) ? new URL(url).host : undefined;
}

/** The package that a registry was asked for. */
function packageOf(url: string | undefined): string | undefined {
  if (!url || !URL.canParse(url)) return undefined;
  const path = decodeURIComponent(new URL(url).pathname);
  return /(@[^/]+\/[^/]+|[^/]+)$/.exec(path.replace(/\/-\/.*$/, ''))?.[0];
}
