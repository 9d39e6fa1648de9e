import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

type Body = { readonly file: Parsed; readonly node: ts.Node };

interface Parsed {
  readonly path: string;
  readonly source: ts.SourceFile;
  /** What is declared at the top by `function`, `const` or `import`, by name. */
  readonly constants: ReadonlyMap<string, ts.Expression>;
  readonly functions: ReadonlyMap<string, ts.Node>;
  readonly bodies: ReadonlySet<ts.Node>;
  readonly imports: ReadonlyMap<string, { readonly path: string; readonly name: string }>;
}

const parsed = new Map<string, Parsed>();
const found = new Map<string, ReadonlySet<string>>();

/**
 * Titles of the tests that a file runs as they stand there, also by functions that it calls of helpers beside it. Of a table there is the
 * title with its placeholders, and that of each row that is written out. Tests that are skipped, here or somewhere, are left out.
 */
export function titlesOf(path: string): ReadonlySet<string> {
  const there = found.get(path);
  if (there) return there;
  const titles = new Set<string>();
  const done = new Set<ts.Node>();
  const called = (file: Parsed, name: string): Body | undefined => {
    const own = file.functions.get(name);
    if (own) return { file, node: own };
    const from = file.imports.get(name);
    return from && existsSync(from.path) ? called(read(from.path), from.name) : undefined;
  };
  const visit = (file: Parsed, node: ts.Node): void => {
    if (file.bodies.has(node)) return;
    if (ts.isCallExpression(node)) {
      if (isSkipped(file, node.expression)) return;
      for (const title of titlesOfCall(file, node)) titles.add(title);
      const body = ts.isIdentifier(node.expression) ? called(file, node.expression.text) : undefined;
      if (body && !done.has(body.node)) {
        done.add(body.node);
        ts.forEachChild(body.node, (child) => visit(body.file, child));
      }
    }
    ts.forEachChild(node, (child) => visit(file, child));
  };
  const file = read(path);
  visit(file, file.source);
  found.set(path, titles);
  return titles;
}

function read(path: string): Parsed {
  const there = parsed.get(path);
  if (there) return there;
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ESNext, true);
  const constants = new Map<string, ts.Expression>();
  const functions = new Map<string, ts.Node>();
  const imports = new Map<string, { path: string; name: string }>();
  for (const statement of source.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name) functions.set(statement.name.text, statement);
    if (ts.isVariableStatement(statement))
      for (const { name, initializer } of statement.declarationList.declarations)
        if (ts.isIdentifier(name) && initializer) (isFunction(initializer) ? functions : constants).set(name.text, initializer);
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const named = statement.importClause?.namedBindings;
    const from = statement.moduleSpecifier.text;
    if (!named || !ts.isNamedImports(named) || !from.startsWith('.')) continue;
    for (const { name, propertyName } of named.elements)
      imports.set(name.text, { path: join(dirname(path), from.replace(/\.js$/, '.ts')), name: (propertyName ?? name).text });
  }
  const file = { path, source, constants, functions, imports, bodies: new Set(functions.values()) };
  parsed.set(path, file);
  return file;
}

const isFunction = (node: ts.Node): boolean => ts.isArrowFunction(node) || ts.isFunctionExpression(node);

/** `test.skip`, `(there ? test : test.skip)`, and a constant that is one of them. */
function isSkipped({ constants }: Parsed, callee: ts.Node): boolean {
  const meant = ts.isIdentifier(callee) ? constants.get(callee.text) : callee;
  return meant !== undefined && !ts.isCallExpression(meant) && /\.(?:skip|todo|failing)\b/.test(meant.getText());
}

function titlesOfCall(file: Parsed, { expression, arguments: [title] }: ts.CallExpression): readonly string[] {
  if (!title || !ts.isStringLiteralLike(title)) return [];
  if (ts.isIdentifier(expression)) return isTest(expression) ? [title.text] : [];
  if (!ts.isCallExpression(expression) || !ts.isPropertyAccessExpression(expression.expression)) return [];
  const { expression: of, name } = expression.expression;
  if (!isTest(of) || name.text !== 'each') return [];
  return [title.text, ...rowsOf(file, expression.arguments[0]).flatMap((row) => titleOfRow(title.text, row) ?? [])];
}

const isTest = (node: ts.Node): boolean => ts.isIdentifier(node) && (node.text === 'test' || node.text === 'it');

function rowsOf(file: Parsed, table: ts.Expression | undefined): readonly ts.Expression[] {
  const meant = table && (ts.isAsExpression(table) || ts.isSatisfiesExpression(table) ? table.expression : table);
  if (!meant) return [];
  if (ts.isIdentifier(meant)) return file.constants.has(meant.text) ? rowsOf(file, file.constants.get(meant.text)) : [];
  return ts.isArrayLiteralExpression(meant) ? meant.elements : [];
}

/** The title of a row, when everything that stands in it is written out. */
function titleOfRow(title: string, row: ts.Expression): string | undefined {
  const cells = ts.isArrayLiteralExpression(row) ? [...row.elements] : [row];
  let known = true;
  const made = title.replace(/%([sdijp])|\$(\w+)/g, (_, format: string | undefined, name: string | undefined) => {
    const cell = name === undefined ? cells.shift() : propertyOf(row, name);
    const value = cell && literal(cell);
    known &&= value !== undefined;
    return typeof value === 'string' && (format === 'j' || format === 'p') ? JSON.stringify(value) : String(value);
  });
  return known ? made : undefined;
}

const propertyOf = (row: ts.Expression, name: string): ts.Expression | undefined =>
  ts.isObjectLiteralExpression(row)
    ? row.properties.filter(ts.isPropertyAssignment).find((one) => one.name.getText() === name)?.initializer
    : undefined;

function literal(node: ts.Expression): string | number | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isNumericLiteral(node) ? Number(node.text) : undefined;
}
