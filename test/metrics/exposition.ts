/** A sample of the text format of Prometheus. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
export interface Family {
  readonly help?: string;
  readonly type: string;
  readonly samples: Sample[];
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y;
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`);
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: [''],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
};

/** Reads the text format, version 0.0.4, and refuses what its description does not allow. */
export function parseExposition(text: string): Map<string, Family> {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line does not end');
  const families = new Map<string, Family & { help?: string }>();
  let current: string | undefined;
  const seen = new Set<string>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const comment = new RegExp(`^# (HELP|TYPE) (${NAME}) (.*)$`).exec(line);
    if (comment) {
      const [, kind, name, rest] = comment;
      if (kind === 'HELP') {
        if (families.has(name!)) throw new Error(`${name} stands twice`);
        families.set(name!, { help: rest!, type: '', samples: [] });
      } else {
        const family = families.get(name!);
        if (family && (family.type !== '' || family.samples.length > 0)) throw new Error(`TYPE of ${name} comes late`);
        if (!(rest! in SUFFIXES)) throw new Error(`type ${rest}`);
        families.set(name!, { ...family, type: rest!, samples: [] });
      }
      current = name!;
      continue;
    }
    if (line.startsWith('#')) throw new Error(`comment: ${line}`);
    const match = SAMPLE.exec(line);
    if (!match) throw new Error(`no sample: ${line}`);
    const [, name, inner = '', number] = match;
    const family = families.get(current ?? '');
    if (!family || !SUFFIXES[family.type]!.some((suffix) => name === current + suffix)) throw new Error(`${name} stands in ${current}`);
    const value = number === '+Inf' ? Infinity : Number(number);
    if (Number.isNaN(value)) throw new Error(`value: ${line}`);
    const labels = labelsOf(inner);
    const id = `${name} ${JSON.stringify(Object.entries(labels).sort())}`;
    if (seen.has(id)) throw new Error(`twice: ${line}`);
    seen.add(id);
    family.samples.push({ name: name!, labels, value });
  }
  for (const [name, family] of families) if (family.type === 'histogram') checkHistogram(name, family);
  return families;
}

function labelsOf(inner: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (LABEL.lastIndex = 0; LABEL.lastIndex < inner.length;) {
    const from = LABEL.lastIndex;
    const match = LABEL.exec(inner);
    if (!match) throw new Error(`labels: ${inner.slice(from)}`);
    if (match[1]! in labels) throw new Error(`label ${match[1]} twice`);
    labels[match[1]!] = match[2]!.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c));
  }
  return labels;
}

/** Buckets rise, the last is +Inf and equal to the count. */
function checkHistogram(name: string, { samples }: Family): void {
  const groups = Map.groupBy(samples, ({ labels: { le: _, ...rest } }) => JSON.stringify(rest));
  for (const [labels, group] of groups) {
    const buckets = group.filter((sample) => sample.name === `${name}_bucket`);
    const ends = buckets.map(({ labels: { le } }) => (le === '+Inf' ? Infinity : Number(le)));
    const rises = (values: readonly number[], strictly: boolean) =>
      values.every((v, i) => i === 0 || (strictly ? v > values[i - 1]! : v >= values[i - 1]!));
    if (
      !rises(ends, true) ||
      ends.at(-1) !== Infinity ||
      !rises(
        buckets.map(({ value }) => value),
        false,
      )
    )
      throw new Error(`buckets of ${labels}`);
    if (group.find((sample) => sample.name === `${name}_count`)?.value !== buckets.at(-1)!.value) throw new Error(`count of ${labels}`);
    if (!group.some((sample) => sample.name === `${name}_sum`)) throw new Error(`sum of ${labels}`);
  }
}
