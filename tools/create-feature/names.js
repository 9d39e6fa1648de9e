/** Plugins that come with MDM; a test compares this list with the folders. */
export const FIRST_PARTY = ['categorical', 'legacy', 'mdm1', 'statistical', 'temporal', 'text'];

const NAMESPACE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const SCOPED = /^@([a-z0-9~-][a-z0-9._~-]*)\/([a-z0-9~-][a-z0-9._~-]*)$/;
const LONGEST = 214;

/** An error for a person: what is wrong, and what to type instead. */
export const refusal = (code, sentence, next) => Object.assign(new Error(sentence), { code, next });

/**
 * `geo` -> the package mdm-feature-geo with namespace geo; `@scope/feature-geo` and `mdm-feature-geo` are taken as they are.
 *
 * @param {string} given
 */
export function readName(given) {
  const name = given.trim();
  const scoped = SCOPED.exec(name);
  if (name.includes('/') && !scoped)
    throw refusal('usage', `"${given}" is not the name of a package.`, 'Such as: geo, or @scope/feature-geo');
  const namespace = (scoped ? scoped[2] : name).replace(/^(mdm-)?(feature-)?/, '');
  if (!NAMESPACE.test(namespace))
    throw refusal(
      'usage',
      `"${given}" cannot be the name of a plugin: it takes small letters, digits and single dashes, and begins with a letter.`,
      nearby(namespace),
    );
  if (scoped?.[1] === 'mdm')
    throw refusal('usage', `${name} would be in the scope @mdm, which is for packages that come with MDM.`, `Such as: ${namespace}`);
  if (FIRST_PARTY.includes(namespace))
    throw refusal('usage', `The plugin ${namespace} comes with MDM; two plugins cannot have one name.`, `Such as: my-${namespace}`);
  const packageName = scoped ? name : `mdm-feature-${namespace}`;
  if (packageName.length > LONGEST)
    throw refusal('usage', `The name is longer than the ${LONGEST} characters npm allows.`, 'Choose a shorter one.');
  return { package: packageName, namespace, folder: scoped ? scoped[2] : packageName };
}

function nearby(namespace) {
  const near = namespace
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '');
  return NAMESPACE.test(near) ? `Such as: ${near}` : 'Such as: geo';
}
