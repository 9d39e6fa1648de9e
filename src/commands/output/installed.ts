import { kindsOf, type PluginKind } from '../../host/known.js';
import type { Facts } from '../../install/facts.js';
import type { InstallReport, InstallResult } from '../../install/install.js';
import type { Question } from '../../install/options.js';
import type { UninstallReport } from '../../install/uninstall.js';
import type { UpdateReport } from '../../install/update.js';
import type { View } from './generated.js';
import { sections } from './generated.js';
import { table } from './table.js';
import { bytes, counted, printable, type Paint } from './text.js';

const DAY = 24 * 60 * 60 * 1000;

/** `published 3 days ago`. */
export function ageText(published: string | null, now = Date.now()): string {
  if (published === null) return 'unknown';
  const days = Math.floor((now - Date.parse(published)) / DAY);
  const ago =
    days < 1
      ? 'today'
      : days < 60
        ? `${counted(days, 'day')} ago`
        : days < 730
          ? `${Math.floor(days / 30.44)} months ago`
          : `${Math.floor(days / 365.25)} years ago`;
  return `published ${ago} (${published.slice(0, 10)})`;
}

const KINDS = {
  expr: 'expressions only: runs no code on data',
  batch: 'batch: runs JavaScript on your data',
  generator: 'generator: runs JavaScript on your files when it is asked for',
} as const;

export const kindsText = (kinds: readonly PluginKind[]): string =>
  kinds.length === 0
    ? 'none: it lists no transformer'
    : kinds.includes('batch')
      ? KINDS.batch
      : kinds.includes('generator')
        ? KINDS.generator
        : KINDS.expr;

function signatureText({ signature: { status, provenance, why }, source }: Facts): string {
  const from = provenance > 0 ? `, provenance of ${counted(provenance, 'package')} verified` : '';
  if (status === 'verified') return `verified${from}`;
  if (status === 'unchecked') return `not checked: ${why ?? 'unknown'}`;
  return source.kind === 'registry' ? `the registry offers none${from}` : 'none: it came from no registry';
}

const FROM: Readonly<Record<Facts['source']['kind'], string>> = {
  registry: 'from the registry',
  tarball: 'from the file',
  folder: 'from the folder',
  git: 'from git',
  link: 'linked from',
  bundled: 'with MDM',
};

/** Everything known of a package by others, before it is on. */
export function factsText({ facts, reasons }: Question, paint: Paint): string {
  const { name, version, source, transformers, dependencies, scripts } = facts;
  const rows: readonly (readonly [string, string])[] = [
    ...(reasons.length > 0 ? [['Changed', reasons.join('; ')] as const] : []),
    ['Source', `${FROM[source.kind]} ${source.spec}`],
    ['Publisher', facts.publisher ?? (source.kind === 'registry' ? 'unknown (the registry does not say)' : 'unknown (a file)')],
    ['Age', ageText(facts.published)],
    ['Kinds', kindsText(facts.kinds)],
    ['Transformers', transformers.map(({ id, kind }) => `${id} (${kind})`).join(', ') || 'none'],
    ['Dependencies', dependencies.length === 0 ? 'none' : `${dependencies.length}: ${dependencies.join(', ')}`],
    ['Size', bytes(facts.bytes)],
    ['Install scripts', scripts.length === 0 ? 'none' : `not run: ${scripts.join('; ')}`],
    ['Signature', signatureText(facts)],
    ['Integrity', facts.integrity ?? 'none (packed here)'],
  ];
  const wide = Math.max(...rows.map(([title]) => title.length)) + 2;
  const lines = rows.map(([title, text]) => `  ${paint('dim', title.padEnd(wide))}${printable(text)}`);
  return [paint('bold', printable(`${name} ${version}`)), ...lines].join('\n');
}

const heads = [
  { title: 'plugin' },
  { title: 'package', flexible: true },
  { title: 'version' },
  { title: 'source' },
  { title: 'kinds' },
  { title: 'transformers', align: 'right' as const },
];

const row = ({ manifest, version, before, kind }: InstallResult): string[] => [
  manifest.namespace,
  manifest.package,
  before !== null && before !== version ? `${before} -> ${version}` : version,
  kind === 'bundled' ? 'comes with MDM' : kind,
  [...new Set(manifest.provides.map((p) => p.kind))].sort().reverse().join(', '),
  String(manifest.provides.length),
];

const lockText = (lock: string | null): string[] => (lock === null ? [] : [`Written to ${printable(lock)}.`]);

export async function installedView({ plugins, lock }: InstallReport, view: View): Promise<string> {
  const [first] = plugins;
  const hint = first ? [`See what it makes: mdm features list ${first.manifest.namespace}`] : [];
  return sections([
    `Installed ${counted(plugins.length, 'plugin')}.`,
    await table(heads, plugins.map(row), view),
    view.paint('dim', [...lockText(lock), ...hint].join('\n')),
  ]);
}

export async function updatedView({ plugins, lock, kept }: UpdateReport, view: View): Promise<string> {
  const stay = kept.map(({ name, version, why }) => [name, version, why]);
  return sections([
    plugins.length === 0 ? 'Nothing to update.' : `Updated ${counted(plugins.length, 'plugin')}.`,
    ...(plugins.length > 0 ? [await table(heads, plugins.map(row), view)] : []),
    ...(stay.length > 0 ? [await table([{ title: 'stays' }, { title: 'version' }, { title: 'because', flexible: true }], stay, view)] : []),
    ...(lock === null ? [] : [view.paint('dim', lockText(lock).join('\n'))]),
  ]);
}

const DONE = {
  removed: 'removed',
  off: 'switched off; it stays in the distribution',
  unlinked: 'no longer linked; its folder is as it was',
} as const;

export function uninstalledView({ plugins, lock }: UninstallReport, { paint }: View): string {
  const lines = plugins.map(({ name, version, done }) => `${printable(version === null ? name : `${name} ${version}`)}: ${DONE[done]}.`);
  return [...lines, ...lockText(lock).map((line) => paint('dim', line))].join('\n');
}

/** For `--json`. */
export const installedJson = ({ plugins, lock }: InstallReport) => ({
  plugins: plugins.map(({ name, version, kind, manifest, facts, before }) => ({
    name: manifest.namespace,
    package: name,
    version,
    before,
    source: facts?.source ?? { kind, spec: name },
    kinds: kindsOf(manifest),
    transformers: manifest.provides.map((p) => `${manifest.namespace}.${p.name}`),
    publisher: facts?.publisher ?? null,
    published: facts?.published ?? null,
    dependencies: facts?.dependencies ?? [],
    bytes: facts?.bytes ?? null,
    scripts: facts?.scripts ?? [],
    signature: facts?.signature ?? null,
    integrity: facts?.integrity ?? null,
  })),
  lock,
});
