// Lists which members of the interfaces between components are used, by whom, and who implements them. Exit code 1: an implementation
// lacks a member that is used, or an interface is not implemented at all.
//
//   node scripts/interfaces.js [--json] [--also FILE.ts]
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '..');

/** What the main components are to each other. */
const INTERFACES = [
  { component: 'config', name: 'Config', file: 'src/config/config.ts' },
  { component: 'backend', name: 'IStorageBackend', file: 'src/storage/backend.ts' },
  { component: 'backend', name: 'StorageConnection', file: 'src/storage/backend.ts' },
  { component: 'backend', name: 'Backends', file: 'src/storage/open.ts' },
  { component: 'datasets', name: 'Repository', file: 'src/datasets/repository.ts' },
  { component: 'datasets', name: 'Workspace', file: 'src/datasets/workspace.ts' },
  { component: 'features', name: 'GeneratorHost', file: 'src/host/generator.ts' },
  { component: 'features', name: 'Registry', file: 'src/host/registry.ts' },
  { component: 'client', name: 'Session', file: 'src/client/session.ts' },
  { component: 'metrics', name: 'Metrics', file: 'src/metrics/metrics.ts' },
  { component: 'log', name: 'Logger', file: 'src/log/logger.ts' },
];

const also = process.argv.flatMap((word, i, all) => (all[i - 1] === '--also' ? [word] : []));
const parsed = ts.getParsedCommandLineOfConfigFile(
  join(root, 'tsconfig.json'),
  {},
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail },
);
const program = ts.createProgram([...parsed.fileNames, ...also], { ...parsed.options, noEmit: true, composite: false, incremental: false });
const checker = program.getTypeChecker();

function fail(problem) {
  throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, ' '));
}

const interfaces = INTERFACES.map((one) => {
  const source = program.getSourceFile(join(root, one.file));
  const declaration = source?.statements.find((node) => ts.isInterfaceDeclaration(node) && node.name.text === one.name);
  if (!declaration) throw new Error(`There is no interface ${one.name} in ${one.file}.`);
  const type = checker.getTypeAtLocation(declaration);
  return { ...one, type, members: type.getProperties().map(({ name }) => name), uses: new Map(), implementations: [] };
});
const names = new Set(interfaces.flatMap(({ members }) => members));

for (const source of program.getSourceFiles()) {
  const file = relative(root, source.fileName);
  if (source.isDeclarationFile || (file.startsWith('..') && !also.includes(source.fileName))) continue;
  visit(source, also.includes(source.fileName) ? source.fileName : file);
}

function visit(node, file) {
  if (ts.isPropertyAccessExpression(node) && names.has(node.name.text)) used(node.expression, [node.name.text], file);
  else if (ts.isObjectBindingPattern(node)) {
    const parts = node.elements.map(({ propertyName, name }) => (propertyName ?? name).text).filter((name) => names.has(name));
    if (parts.length > 0) used(node, parts, file);
  } else if (ts.isObjectLiteralExpression(node)) implemented(node, file);
  ts.forEachChild(node, (child) => visit(child, file));
}

/** The interfaces of a type: itself, what it extends, a part of a union, or with `picked` what it is picked from. */
function interfacesOf(type, picked = false) {
  const whole = type.isUnionOrIntersection() ? type.types : [type];
  const parts = whole.flatMap((part) => [part, ...(part.isClassOrInterface() ? checker.getBaseTypes(part) : [])]);
  return interfaces.filter((one) => parts.some((part) => part === one.type || (picked && part.aliasTypeArguments?.includes(one.type))));
}

function used(node, members, file) {
  for (const one of interfacesOf(checker.getTypeAtLocation(node), true))
    for (const member of members) {
      if (!one.members.includes(member)) continue;
      const files = one.uses.get(member) ?? new Set();
      one.uses.set(member, files.add(file));
    }
}

/** An object that is written where the interface is expected, by whatever way its members come into it. */
function implemented(node, file) {
  if (!node.properties.some((part) => ts.isSpreadAssignment(part) || names.has(part.name.getText()))) return;
  const given = isFrozen(node) ? node.parent : node;
  const expected = isPartOfSpread(node) ? undefined : checker.getContextualType(given);
  if (!expected) return;
  // What a function promises, it gives.
  const types = [expected, checker.getAwaitedType(expected) ?? expected];
  for (const one of interfaces.filter((each) => types.some((type) => interfacesOf(type).includes(each)))) {
    const has = checker
      .getTypeAtLocation(node)
      .getProperties()
      .map(({ name }) => name);
    const { line } = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart());
    one.implementations.push({ at: `${file}:${line + 1}`, has });
  }
}

function isFrozen({ parent }) {
  return ts.isCallExpression(parent) && parent.expression.getText() === 'Object.freeze';
}

/** `...(known ? { known } : {})` is a part of another object. */
function isPartOfSpread({ parent }) {
  if (ts.isConditionalExpression(parent) || ts.isParenthesizedExpression(parent)) return isPartOfSpread(parent);
  return ts.isSpreadAssignment(parent);
}

const required = ({ type }, member) => (type.getProperty(member).flags & ts.SymbolFlags.Optional) === 0;
const report = interfaces.map((one) => ({
  component: one.component,
  interface: one.name,
  file: one.file,
  used: Object.fromEntries(
    [...one.uses]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([member, files]) => [member, [...files].sort().map((file) => file.replace(/^src\//, ''))]),
  ),
  unused: one.members.filter((member) => !one.uses.has(member)),
  implementations: one.implementations.map(({ at, has }) => ({
    at,
    missing: [...one.uses.keys()].filter((member) => required(one, member) && !has.includes(member)).sort(),
  })),
}));
const problems = report.flatMap(({ interface: name, file, implementations }) => [
  ...(implementations.length === 0 ? [`${name} (${file}) has no implementation.`] : []),
  ...implementations.filter(({ missing }) => missing.length > 0).map(({ at, missing }) => `${at} lacks ${missing.join(', ')} of ${name}.`),
]);

if (process.argv.includes('--json')) console.log(JSON.stringify({ interfaces: report, problems }, null, 2));
else
  for (const { component, interface: name, used: members, unused, implementations } of report) {
    console.log(`${name} (${component}), implemented in ${[...new Set(implementations.map(({ at }) => dirname(at)))].join(', ')}`);
    for (const [member, files] of Object.entries(members))
      console.log(`  ${member}  ${files.length === 1 ? files[0] : `${files.length} files`}`);
    if (unused.length > 0) console.log(`  not used: ${unused.join(', ')}`);
  }
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
