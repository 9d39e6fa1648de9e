import { existsSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../docs/blocks.js';

const folder = join(root, 'test/types');
const options: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  noUncheckedIndexedAccess: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  skipLibCheck: true,
  types: [],
};

/** The compiler as an author's editor has it: snippets as modules beside this file, the SDK as it is published (its d.ts files). */
export function editor(snippets: Readonly<Record<string, string>>): ts.LanguageService {
  if (!existsSync(join(root, 'src/sdk/dist/index.d.ts'))) throw new Error('build first: npm run build');
  const files = new Map(Object.entries(snippets).map(([name, text]) => [pathOf(name), text]));
  return ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [...files.keys()],
    getScriptVersion: () => '1',
    getScriptSnapshot: (file) => {
      const text = files.get(file) ?? ts.sys.readFile(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (file) => files.has(file) || ts.sys.fileExists(file),
    readFile: (file) => files.get(file) ?? ts.sys.readFile(file),
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    realpath: ts.sys.realpath!,
  });
}

export const pathOf = (name: string): string => join(folder, `${name}.mts`);

/** What the compiler says of a snippet, a line each: `3: Expected 1 arguments, but got 2.` */
export function complaints(service: ts.LanguageService, name: string): string[] {
  const file = pathOf(name);
  return [...service.getSyntacticDiagnostics(file), ...service.getSemanticDiagnostics(file)].map(
    ({ file: source, start = 0, messageText }) => {
      const { line } = source!.getLineAndCharacterOfPosition(start);
      return `${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, ' ').replaceAll(/\s+/g, ' ')}`;
    },
  );
}

/** What an editor shows of the last word of `mark`, which ends in a semicolon: its type, then its documentation. */
export function hover(service: ts.LanguageService, name: string, mark: string): string {
  const text = service.getProgram()!.getSourceFile(pathOf(name))!.text;
  const info = service.getQuickInfoAtPosition(pathOf(name), text.indexOf(mark) + mark.length - 2);
  const tags = (info?.tags ?? []).map((tag) => `@${tag.name} ${ts.displayPartsToString(tag.text)}`);
  return [ts.displayPartsToString(info?.displayParts), ts.displayPartsToString(info?.documentation), ...tags].join('\n');
}
