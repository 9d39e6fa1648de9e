import { open, type FileHandle } from 'node:fs/promises';
import { MdmError } from '../../errors.js';
import { fieldOf, readStruct, writeStruct, type Struct, type Value } from './thrift.js';

const MAGIC = Buffer.from('PAR1');
const BLOCK = 4 << 20;

/** Puts Parquet files of one schema one behind the other into a new file: row groups are copied as they are, the footer is made anew. */
export interface ParquetJoiner {
  /** Appends the row groups of a file. */
  add(path: string): Promise<void>;
  /** Writes the footer, syncs and closes. */
  finish(): Promise<void>;
  /** Closes without a footer; the file is of no use then. */
  close(): Promise<void>;
}

// Field numbers of https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
const FILE = { schema: 2, rows: 3, rowGroups: 4 };
const ELEMENT = { name: 4 };
const ROW_GROUP = { columns: 1, fileOffset: 5, ordinal: 7 };
const CHUNK = { fileOffset: 2, meta: 3, offsetIndex: 4, columnIndex: 6 };
const PATH = 3;
const META = { dataPage: 9, indexPage: 10, dictionaryPage: 11, bloomFilter: 14 };

/** `names` are the columns' names, whatever the parts call them: DuckDB itself writes none that differ from another in case alone. */
export async function joinParquet(path: string, names?: readonly string[]): Promise<ParquetJoiner> {
  const out = await open(path, 'wx');
  let at = MAGIC.length;
  let footer: Struct | undefined;
  let rows = 0n;
  const groups: Value[] = [];
  await out.write(MAGIC);
  return {
    async add(part) {
      const input = await open(part, 'r');
      try {
        const { meta, end } = await readFooter(input, part);
        const shift = BigInt(at - MAGIC.length);
        for (const group of listOf(meta, FILE.rowGroups)) {
          move(group, shift, groups.length);
          if (names) renameChunks(group, names);
          groups.push(group);
        }
        rows += integerOf(meta, FILE.rows).value;
        if (!footer && names) renameSchema(meta, names);
        footer ??= meta;
        at = await copy(input, out, MAGIC.length, end, at);
      } finally {
        await input.close();
      }
    },
    async finish() {
      if (!footer) throw new TypeError('no file was added');
      integerOf(footer, FILE.rows).value = rows;
      const list = fieldOf(footer, FILE.rowGroups);
      if (list?.type === 'list') list.items = groups;
      const bytes = writeStruct(footer);
      const tail = Buffer.alloc(8);
      tail.writeUInt32LE(bytes.length, 0);
      MAGIC.copy(tail, 4);
      await out.write(bytes, 0, bytes.length, at);
      await out.write(tail, 0, tail.length, at + bytes.length);
      await out.sync();
      await out.close();
    },
    close: () => out.close(),
  };
}

async function readFooter(file: FileHandle, path: string): Promise<{ meta: Struct; end: number }> {
  const { size } = await file.stat();
  const tail = Buffer.alloc(8);
  await file.read(tail, 0, 8, size - 8);
  const length = tail.readUInt32LE(0);
  if (!tail.subarray(4).equals(MAGIC) || length > size - 12) throw new MdmError('engine', `${path} is not a whole Parquet file.`);
  const bytes = Buffer.alloc(length);
  await file.read(bytes, 0, length, size - 8 - length);
  return { meta: readStruct(bytes), end: size - 8 - length };
}

async function copy(from: FileHandle, to: FileHandle, start: number, end: number, at: number): Promise<number> {
  const block = Buffer.allocUnsafe(Math.min(BLOCK, Math.max(1, end - start)));
  for (let place = start; place < end;) {
    const { bytesRead } = await from.read(block, 0, Math.min(block.length, end - place), place);
    if (bytesRead === 0) throw new MdmError('engine', 'A temporary Parquet file ended early.');
    await to.write(block, 0, bytesRead, at);
    place += bytesRead;
    at += bytesRead;
  }
  return at;
}

const binary = (text: string): Value => ({ type: 'binary', value: Buffer.from(text) });

function renameSchema(meta: Struct, names: readonly string[]): void {
  // The first element is the root.
  for (const [i, element] of listOf(meta, FILE.schema).slice(1).entries()) {
    if (element.type !== 'struct') continue;
    const at = element.fields.findIndex(({ id }) => id === ELEMENT.name);
    element.fields[at] = { id: ELEMENT.name, value: binary(names[i]!) };
  }
}

function renameChunks(group: Value, names: readonly string[]): void {
  if (group.type !== 'struct') return;
  for (const [i, chunk] of listOf(group, ROW_GROUP.columns).entries()) {
    const meta = chunk.type === 'struct' ? fieldOf(chunk, CHUNK.meta) : undefined;
    const path = meta?.type === 'struct' ? fieldOf(meta, PATH) : undefined;
    if (path?.type === 'list') path.items = [binary(names[i]!)];
  }
}

/** Moves every offset in a row group, and numbers the group. */
function move(group: Value, shift: bigint, ordinal: number): void {
  if (group.type !== 'struct') throw new TypeError('a row group is not a struct');
  bump(group, ROW_GROUP.fileOffset, shift);
  const number = fieldOf(group, ROW_GROUP.ordinal);
  if (number?.type === 'integer') number.value = BigInt(ordinal);
  for (const chunk of listOf(group, ROW_GROUP.columns)) {
    if (chunk.type !== 'struct') continue;
    for (const id of [CHUNK.fileOffset, CHUNK.offsetIndex, CHUNK.columnIndex]) bump(chunk, id, shift);
    const meta = fieldOf(chunk, CHUNK.meta);
    if (meta?.type === 'struct') for (const id of Object.values(META)) bump(meta, id, shift);
  }
}

/** An offset of 0 says that there is no such thing. */
function bump(struct: Struct, id: number, shift: bigint): void {
  const field = fieldOf(struct, id);
  if (field?.type === 'integer' && field.value > 0n) field.value += shift;
}

function listOf(struct: Struct, id: number): Value[] {
  const field = fieldOf(struct, id);
  if (field?.type !== 'list') throw new TypeError(`a Parquet footer lacks field ${id}`);
  return field.items;
}

function integerOf(struct: Struct, id: number): { value: bigint } {
  const field = fieldOf(struct, id);
  if (field?.type !== 'integer') throw new TypeError(`a Parquet footer lacks field ${id}`);
  return field;
}
