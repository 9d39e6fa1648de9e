import duckdb from '@duckdb/node-bindings';
import type { DuckDBDataChunk } from '#duckdb';

/** The raw bytes of a column; a copy, with undefined bytes where a value is missing. */
export const rawData = (chunk: DuckDBDataChunk, column: number, bytes: number): Uint8Array =>
  duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk.chunk, column), bytes);

/** Bits of the known values; null when nothing is missing. */
export const rawValidity = (chunk: DuckDBDataChunk, column: number, rows: number): Uint8Array | null =>
  duckdb.vector_get_validity(duckdb.data_chunk_get_vector(chunk.chunk, column), Math.ceil(rows / 64) * 8) ?? null;
