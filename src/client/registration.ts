import type { RegisterOptions, Registered } from '../datasets/registration/context.js';
import type { RowData } from '../datasets/load-rows.js';
import type { Session } from './session.js';

export type { Registered, RegisterOptions } from '../datasets/registration/context.js';
export type { RowData } from '../datasets/load-rows.js';

/** Makes datasets. */
export interface RegistrationClient {
  /** Registers the tables of a file, a folder or a glob under a name. */
  register(name: string, path: string, options?: Omit<RegisterOptions, 'path'>): Promise<Registered>;
  /** Registers exactly these files: `{ train, test, validation, submission }`. */
  registerFiles(
    name: string,
    files: NonNullable<RegisterOptions['files']>,
    options?: Omit<RegisterOptions, 'path' | 'files'>,
  ): Promise<Registered>;
  /** Registers rows in memory: an Arrow table, batches of one schema, or objects by column. */
  registerRows(name: string, rows: RowData, options?: Omit<RegisterOptions, 'path' | 'files'>): Promise<Registered>;
  /** Goes on with a registration that was cut short. */
  resume(name: string): Promise<Registered>;
}

export function registrationClient({ run }: Session): RegistrationClient {
  const registered = (name: string, options: RegisterOptions): Promise<Registered> =>
    run(async (ws) => (await import('../components/registrar/index.js')).register(ws, name, options));
  return {
    register: (name, path, options = {}) => registered(name, { ...options, path }),
    registerFiles: (name, files, options = {}) => registered(name, { ...options, files }),
    registerRows: (name, rows, options = {}) =>
      run(async (ws) => {
        const [{ register }, { registerRows: rowsOf }] = await Promise.all([
          import('../components/registrar/index.js'),
          import('../datasets/register-rows.js'),
        ]);
        return rowsOf(ws, register, name, rows, options);
      }),
    resume: (name) => run(async (ws) => (await import('../components/registrar/index.js')).resumeRegistration(ws, name)),
  };
}
