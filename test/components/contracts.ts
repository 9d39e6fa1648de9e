// The legacy package imports nothing of the host, so what they agree on is written twice. `npm run typecheck` fails where the two differ.
import type * as hostConfig from '../../src/components/config/contract.js';
import type * as hostStorage from '../../src/components/backend/contract.js';
import type * as hostRegistrar from '../../src/components/registrar/contract.js';
import type { OldSides } from '../../src/components/legacy.js';
import type { ErrorCode } from '../../src/errors.js';
import type * as hostGenerator from '../../src/host/generator.js';
import type * as config from '../../plugins/legacy/src/sides/config/contract.js';
import type * as storage from '../../plugins/legacy/src/sides/storage/contract.js';
import type * as registrar from '../../plugins/legacy/src/sides/registrar/contract.js';
import type * as generator from '../../plugins/legacy/src/contract.js';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Within<A, B> = [A] extends [B] ? true : false;
const agree = <A, B>(_: Same<A, B>): void => undefined;

agree<config.OldConfig, hostConfig.OldConfig>(true);
agree<storage.OldStorage, hostStorage.OldStorage>(true);
agree<registrar.OldRegistrar, hostRegistrar.OldRegistrar>(true);
agree<generator.Generator, hostGenerator.Generator>(true);

// What the host loads by its path.
agree<typeof import('../../plugins/legacy/src/sides/config/index.js').default, OldSides['config']>(true);
agree<typeof import('../../plugins/legacy/src/sides/storage/index.js').default, OldSides['storage']>(true);
agree<typeof import('../../plugins/legacy/src/sides/registrar/index.js').default, OldSides['registrar']>(true);

// Errors cross by the name of their code.
agree<Within<registrar.RegistrarProblem | generator.ProblemCode, ErrorCode>, true>(true);
