import { writeFile } from 'node:fs/promises';
import { createOutbox } from '../../pipeline/output.js';

/** Writes a file that a command was asked for, whole or not at all. */
export async function writeReport(file: string, text: string, force: boolean): Promise<void> {
  const outbox = createOutbox(force);
  try {
    await writeFile(await outbox.place(file), text);
    await outbox.commit();
  } catch (error) {
    await outbox.discard();
    throw error;
  }
}
