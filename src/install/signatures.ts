import { existsSync } from 'node:fs';
import { MdmError } from '../errors.js';
import { runOf, type FetchContext, type Staged } from './fetch.js';
import { npm } from './npm.js';
import { failureOf } from './npm-error.js';

/** What the registry's signatures said of a package and all it depends on. */
export interface Signature {
  readonly status: 'verified' | 'none' | 'unchecked';
  /** How many of the packages also say, signed, which source they were built from. */
  readonly provenance: number;
  readonly why?: string;
}

interface Audit {
  readonly invalid?: readonly { readonly name: string; readonly version: string }[];
  readonly missing?: readonly { readonly name: string; readonly version: string }[];
  readonly verified?: readonly unknown[];
}

const PRELOAD = new URL('./audit.js', import.meta.url);

/** `npm audit signatures` over a stage; a signature that is wrong, or missing where the registry signs, is an error. */
export async function checkSignatures({ stage, name, version, source }: Staged, context: FetchContext): Promise<Signature> {
  if (source.kind !== 'registry') return { status: 'none', provenance: 0 };
  if (context.offline) return { status: 'unchecked', provenance: 0, why: 'offline' };
  const preload = existsSync(PRELOAD) ? PRELOAD.href : undefined;
  const run = { ...runOf(stage, context), limit: 2 * 60_000, ...(preload ? { preload } : {}) };
  const result = await npm(['audit', 'signatures', '--include-attestations=true'], run);
  const { invalid, missing, verified = [] } = (result.answer ?? {}) as Audit;
  const bad = invalid?.[0] ?? missing?.[0];
  if (bad) {
    const wrong = invalid?.[0] ? 'has a signature that is not right' : 'is not signed, though its registry signs packages';
    throw new MdmError(
      'integrity',
      `${name}@${version} was not installed: ${bad.name}@${bad.version} ${wrong}.`,
      'Somebody may have changed it since it was published; tell its author or the keeper of the registry.',
    );
  }
  if (result.code === 0 && invalid) {
    const signing = [...result.stderr.matchAll(/^mdm signs (.*)$/gm)].map((match) => bare(match[1]!));
    return { status: signing.includes(bare(context.config.registryOf(name))) ? 'verified' : 'none', provenance: verified.length };
  }
  const { code, summary } = failureOf(result);
  if (/found no (installed )?dependencies to audit/.test(summary)) return { status: 'none', provenance: 0 };
  if (code === 'EEXPIREDSIGNATUREKEY')
    throw new MdmError(
      'integrity',
      `${name}@${version} was not installed: it was signed with a key that had expired.`,
      'Tell the keeper of the registry.',
    );
  return {
    status: 'unchecked',
    provenance: 0,
    why: code === 'EMISSINGSIGNATUREKEY' ? 'the registry does not give out the key' : summary || code,
  };
}

const bare = (url: string): string => url.replace(/\/+$/, '');
