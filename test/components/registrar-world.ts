import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createBackends } from '../../src/components/backend/index.js';
import { register } from '../../src/components/registrar/index.js';
import { openConfig } from '../../src/config/config.js';
import type { Registered, RegisterOptions } from '../../src/datasets/registration/context.js';
import type { Workspace } from '../../src/datasets/workspace.js';
import { openRegistry } from '../../src/host/registry.js';
import { silent, type Fields, type Logger } from '../../src/log/logger.js';

export type Settings = Readonly<Record<string, string>>;

/** A home whose registrar is the old one unless the settings say otherwise. */
export interface RegistrarWorld {
  readonly home: string;
  readonly ws: Workspace;
  readonly said: { readonly message: string; readonly fields: Fields }[];
  file(name: string, content: string): string;
  register(name: string, options: RegisterOptions): Promise<Registered>;
  rows(table: string, store: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export async function registrarWorld(settings: Settings = {}): Promise<RegistrarWorld> {
  const root = mkdtempSync(join(tmpdir(), 'mdm-registrar-'));
  const home = join(root, 'home');
  const env = { MDM_REFACTORING_USE_NEW_REGISTRAR: 'false', MDM_REFACTORING_ENABLE_COMPARISON_TESTS: 'false', ...settings };
  const config = await openConfig({ home, env });
  const said: { message: string; fields: Fields }[] = [];
  const write = (message: string, fields: Fields = {}): void => void said.push({ message, fields });
  const log: Logger = { ...silent, info: write, warning: write, error: write, child: () => log };
  const registry = openRegistry();
  const ws: Workspace = { config, log, backends: createBackends(config, silent), registry: () => registry };
  return {
    home,
    ws,
    said,
    file: (name, content) => {
      const path = join(root, 'files', name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      return path;
    },
    register: (name, options) => register(ws, name, options),
    rows: async (table, store) => {
      const backend = await ws.backends.of(config.get('database.default_backend'));
      const out: Record<string, unknown>[] = [];
      for await (const batch of backend.readTable(store, table)) for (const row of batch) out.push(row.toJSON());
      return out;
    },
    close: async () => {
      await ws.backends.close();
      await (await registry).close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
