import { FUNCTIONS } from '@mdm/sdk';
import ts from 'typescript';
import { complaints, editor, hover, pathOf } from './service.js';
import { right, wrong } from './snippets.js';

const names = Object.keys(FUNCTIONS);
const fileOf = (name: string) => name.replaceAll(' ', '-');
const service = editor({
  ...Object.fromEntries(Object.entries(right).map(([name, code]) => [fileOf(name), code])),
  ...Object.fromEntries(Object.entries(wrong).map(([name, [code]]) => [fileOf(name), code])),
  functions: `import { fn } from '@mdm/sdk';\n${names.map((name) => `fn.${name};`).join('\n')}`,
  everything: `import * as sdk from '@mdm/sdk';\nsdk;`,
});

test.each(Object.keys(right))('compiles: %s', (name) => {
  expect(complaints(service, fileOf(name))).toEqual([]);
});

test.each(Object.entries(wrong))('does not compile: %s', (name, [code, says]) => {
  const line = code.split('\n').findIndex((text) => text.trimEnd().endsWith('// !')) + 1;
  const found = complaints(service, fileOf(name));
  expect(found.map((text) => Number.parseInt(text))).toEqual([line]);
  expect(found[0]).toMatch(says);
});

test.each(names)('an editor shows what fn.%s means', (name) => {
  const spec = FUNCTIONS[name as keyof typeof FUNCTIONS];
  const shown = hover(service, 'functions', `fn.${name};`);
  expect(shown).toContain(`Functions.${name}: (`);
  expect(shown).toContain(`=> Expr<"${spec.returns}">`);
  expect(shown.toLowerCase()).toContain(`${spec.meaning.toLowerCase()}.`);
  expect(shown).toContain(`Missing values: ${spec.nulls}.`);
  expect(shown).toContain(`@example ${spec.example}`);
});

test('every name that the SDK exports has its documentation', () => {
  const program = service.getProgram()!;
  const checker = program.getTypeChecker();
  const [statement] = program.getSourceFile(pathOf('everything'))!.statements as unknown as [ts.ImportDeclaration];
  const sdk = checker.getSymbolAtLocation(statement.moduleSpecifier)!;
  const undocumented = checker
    .getExportsOfModule(sdk)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .filter((symbol) => symbol.getDocumentationComment(checker).length === 0)
    .map((symbol) => symbol.name);
  expect(undocumented).toEqual([]);
});
