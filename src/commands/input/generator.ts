import { stat } from 'node:fs/promises';
import type { InferredFlags } from '@oclif/core/interfaces';
import { MdmError } from '../../errors.js';
import type { GeneratorType, GenerateWithOptions } from '../../index.js';
import type { batchFlag, generatorFlags, jsonFlag } from './flags.js';
import type { GenerateFlags } from './options.js';
import { parseTypes } from './pairs.js';
import { nameOf, namesFolder, places } from './paths.js';

export type GeneratorFlags = GenerateFlags &
  Partial<InferredFlags<typeof generatorFlags & typeof batchFlag & typeof jsonFlag>> & { readonly verbose?: boolean };

const TAKEN: ReadonlySet<string> = new Set([
  'generator',
  'batch-size',
  'storage',
  'target',
  'type',
  'id',
  'output',
  'format',
  'force',
  'verbose',
  'json',
  'memory-limit',
  'threads',
  'temp',
  'safe-mode',
]);
const TYPES: readonly GeneratorType[] = ['numeric', 'categorical', 'datetime', 'text'];

export const ID_IGNORED = 'As in the original, --id is ignored: a generator takes columns for ids by their names.';

/** Flags of a generator's run as options of `generateWith`; refuses those that only transformers know. `chosen`: by the configuration, not by a flag. */
export async function toGenerateWithOptions(
  source: string,
  generator: string,
  flags: GeneratorFlags,
  batchSize: number,
  chosen = false,
): Promise<GenerateWithOptions> {
  const strange = Object.entries(flags).find(([name, value]) => !TAKEN.has(name) && value !== undefined && value !== false);
  if (strange)
    throw new MdmError(
      'usage',
      `--${strange[0]} is for transformers, and ${chosen ? 'the ' : '--'}generator ${generator} runs none.`,
      `${chosen ? 'Leave it out, or say --profile mdm1 to run transformers' : 'Leave out one of the two'}. A generator takes ${[...TAKEN]
        .slice(1, 8)
        .map((name) => `--${name}`)
        .join(', ')}.`,
    );
  const types = Object.entries(parseTypes(flags.type) ?? {}).map(([name, type]) => {
    if (TYPES.includes(type as GeneratorType)) return [name, type as GeneratorType] as const;
    throw new MdmError(
      'usage',
      `--type ${name}=${type}: the generator ${generator} knows no ${type} columns.`,
      `Types: ${TYPES.join(', ')}`,
    );
  });
  return {
    generator,
    source,
    ...(await place(source, flags)),
    ...(flags.target === undefined ? {} : { target: flags.target }),
    ...(types.length > 0 ? { types: Object.fromEntries(types) } : {}),
    batchSize: flags['batch-size'] ?? batchSize,
    ...(flags.storage === undefined ? {} : { storage: flags.storage }),
    ...(flags.force ? { force: true } : {}),
    ...(flags['memory-limit'] === undefined ? {} : { memoryLimit: flags['memory-limit'] }),
    ...(flags.threads === undefined ? {} : { threads: flags.threads }),
    ...(flags.temp === undefined ? {} : { temp: flags.temp }),
  };
}

/** A folder stays one: its files have the tables' names. */
async function place(source: string, { output, format }: GeneratorFlags): Promise<Pick<GenerateWithOptions, 'output' | 'format'>> {
  if (output !== undefined && (await namesFolder(output))) return { output, ...(format === undefined ? {} : { format }) };
  if (output === undefined && !(await stat(source).catch(() => undefined))) return { output: `${await nameOf(source)}.features.parquet` };
  const at = await places(source, output, format);
  return { output: at.output, format: at.format };
}
