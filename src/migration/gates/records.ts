import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { firstLine, MdmError } from '../../errors.js';
import { ownRoot } from '../../host/bundled.js';

const timing = z.object({ median: z.number(), low: z.number(), high: z.number() });
const benchmark = z.object({
  version: z.string(),
  at: z.string(),
  cases: z.array(
    z.object({
      component: z.string(),
      name: z.string(),
      old: timing,
      new: timing,
      /** Pairs of runs. */
      runs: z.number(),
      /** The new side by the old one, round by round; absent in a record made by hand. */
      ratio: timing.optional(),
      peakOld: z.number(),
      peakNew: z.number(),
      peakRatio: timing.optional(),
    }),
  ),
});
const acceptance = z.object({
  backend: z.string(),
  /** Absent: the new one. */
  side: z.string().optional(),
  total: z.number(),
  hold: z.number(),
  /** Absent in records of earlier versions. */
  version: z.string().optional(),
  scale: z.string().optional(),
  rows: z.array(z.object({ id: z.string(), outcome: z.string(), why: z.string().optional() })),
});

/** What scripts/benchmark_implementations.sh measured. */
export type Benchmark = z.infer<typeof benchmark>;
export type BenchmarkCase = Benchmark['cases'][number];
/** What `npm run acceptance` found. */
export type Acceptance = z.infer<typeof acceptance>;

export interface RecordPlaces {
  readonly acceptance?: string | undefined;
  readonly benchmark?: string | undefined;
}

/** A record, and the file it was read from. */
export interface Found<T> {
  readonly file: string;
  readonly record: T;
}

const PLACES = { acceptance: ['acceptance.json'], benchmark: ['implementations.json', 'bench/implementations.json'] } as const;

/** The records of a home (`migration/acceptance.json`, `migration/implementations.json`), else those of the clone that MDM runs from. */
export async function readRecords(
  home: string,
  given: RecordPlaces = {},
): Promise<{ readonly acceptance?: Found<Acceptance>; readonly benchmark?: Found<Benchmark> }> {
  const [run, bench] = await Promise.all([
    read(acceptance, given.acceptance, [join(home, 'migration', PLACES.acceptance[0]), join(ownRoot, PLACES.acceptance[0])]),
    read(benchmark, given.benchmark, [join(home, 'migration', PLACES.benchmark[0]), join(ownRoot, PLACES.benchmark[1])]),
  ]);
  return { ...(run ? { acceptance: run } : {}), ...(bench ? { benchmark: bench } : {}) };
}

async function read<T>(schema: z.ZodType<T>, given: string | undefined, places: readonly string[]): Promise<Found<T> | undefined> {
  for (const file of given === undefined ? places : [given]) {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' && given === undefined) return undefined;
      throw new MdmError(
        error.code === 'ENOENT' ? 'not-found' : 'permission',
        `${file} cannot be read: ${firstLine(error)}.`,
        undefined,
        error,
      );
    });
    if (text === undefined) continue;
    const parsed = schema.safeParse(asJson(text));
    if (parsed.success) return { file, record: parsed.data };
    throw new MdmError(
      'bad-data',
      `${file} is no such record: ${z.prettifyError(parsed.error).split('\n', 1)[0]}.`,
      'Take it away, and make it again with scripts/benchmark_implementations.sh or npm run acceptance.',
    );
  }
  return undefined;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
