import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a plugin may import without bringing it along. */
const PROVIDED = /^(@mdm\/sdk|zod|apache-arrow)(\/|$)/;
/** The kit is the host's own: it is what is tested against. */
const OWN = /^@mdm\/cli(\/|$)/;

const host = pathToFileURL(join(import.meta.dirname, 'provide.js')).href;
let provided = false;

/**
 * Lets modules imported from now on in this thread find `@mdm/sdk`, `zod` and `apache-arrow` of the host when their package has none of
 * its own, and `@mdm/cli` always. So a plugin lists them as peer dependencies, and installing it asks no registry for them.
 */
export function provideHostPackages(): void {
  if (provided) return;
  provided = true;
  registerHooks({
    resolve(specifier, context, next) {
      if (OWN.test(specifier)) return next(specifier, { ...context, parentURL: host });
      if (!PROVIDED.test(specifier)) return next(specifier, context);
      try {
        return next(specifier, context);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
        return next(specifier, { ...context, parentURL: host });
      }
    },
  });
}
