/** Characters that are taken for another at a glance. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'l',
  3: 'e',
  5: 's',
  i: 'l',
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  х: 'x',
  у: 'y',
};

/** What a name comes down to without scope, prefix, punctuation and lookalikes: `@mdm/feature-text` and `mdm_featuretext` are both `text`. */
function core(name: string): string {
  const bare = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^@[^/]*\//, '')
    .replace(/[-_.]/g, '');
  const short = bare.replace(/^(mdm|feature|plugin|s(?=mdm|feature))+/, '').replace(/(mdm|feature|plugin)+$/, '');
  return [...(short || bare)]
    .map((c) => LOOKALIKES[c] ?? c)
    .join('')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');
}

/** One letter more, less, another, or two that changed places. */
function isOneSlip(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const [x, y] = [a.slice(start), b.slice(start)];
  return x.slice(1) === y || y.slice(1) === x || x.slice(1) === y.slice(1) || (x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2));
}

/** The known package that a name is too like to be told from; the known ones themselves are like none. */
export function similarTo(name: string, known: readonly string[]): string | undefined {
  if (known.includes(name)) return undefined;
  const own = core(name);
  const same = known.find((other) => core(other) === own);
  // Short words are one letter apart by chance: `geo` and `ego`.
  return same ?? known.find((other) => core(other).length >= 4 && isOneSlip(own, core(other)));
}
