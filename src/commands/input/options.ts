import type { InferredFlags } from '@oclif/core/interfaces';
import type { GenerateOptions, Profile } from '../../index.js';
import type { columnFlags, featureFlags, outputFlags, pluginFlags, runFlags, signalFlags } from './flags.js';
import { parseSettings, parseTypes } from './pairs.js';

export type GenerateFlags = Partial<
  InferredFlags<typeof columnFlags & typeof featureFlags & typeof signalFlags & typeof outputFlags & typeof pluginFlags & typeof runFlags>
>;

type Written<T> = { -readonly [K in keyof T]: T[K] };

/** Only what was said: defaults are the library's. */
function given<T extends object>(values: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

/** Flags of `features generate` as options of `generateFeatures`; where it writes is decided elsewhere. */
export function toGenerateOptions(source: string, flags: GenerateFlags, profile?: Profile): Written<GenerateOptions> {
  const filter = given<NonNullable<GenerateOptions['signalFilter']>>({
    enabled: flags['no-signal'] ? false : undefined,
    nearConstant: flags['near-constant'],
    correlation: flags.correlation,
    rows: flags['signal-rows'],
  });
  return given<Written<GenerateOptions>>({
    source,
    target: flags.target,
    id: flags.id,
    time: flags.time,
    group: flags.group,
    ignore: flags.ignore,
    types: parseTypes(flags.type),
    only: flags.only,
    skip: flags.skip,
    with: flags.with,
    set: parseSettings(flags.set),
    profile,
    folds: flags.folds,
    foldBy: flags['fold-by'],
    gap: flags.gap,
    seed: flags.seed,
    signalFilter: Object.keys(filter).length > 0 ? filter : undefined,
    keep: flags.keep,
    force: flags.force || undefined,
    memoryLimit: flags['memory-limit'],
    threads: flags.threads,
    temp: flags.temp,
    pluginTimeout: flags['plugin-timeout'],
  });
}
