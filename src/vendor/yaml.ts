export type { Document, Node, Pair, Scalar, ScalarTag, Tags, YAMLMap } from 'yaml';
export { isAlias, isMap, isNode, isPair, isScalar, isSeq, Lexer, LineCounter, parse, parseDocument, stringify, visit } from 'yaml';
