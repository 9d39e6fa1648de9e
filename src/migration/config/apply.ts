import { isMap, isScalar, parseDocument, type Node, type Pair } from '#yaml';
import { edited, YAML_OPTIONS, type Syntax } from '../../config/edit.js';
import type { Step } from './plan.js';

/** The text after the steps, and the steps that could not be taken: comments and order stay wherever that can be. */
export function applied(
  text: string,
  steps: readonly Step[],
  syntax: Syntax,
): { readonly text: string; readonly refused: ReadonlySet<Step> } {
  const refused = new Set<Step>();
  let now = text;
  for (const step of steps) {
    const next = after(now, step, syntax);
    if (next === undefined) refused.add(step);
    else now = next;
  }
  return { text: now, refused };
}

function after(text: string, { what, parts, key, value }: Step, syntax: Syntax): string | undefined {
  if (what === 'dropped') return edited(text, parts, undefined, syntax);
  if (what === 'rewritten') return edited(text, parts, value, syntax);
  if (what !== 'renamed' || key === null) return text;
  const to = key.split('.');
  const named = renamed(text, parts, to);
  if (named !== undefined) return edited(named, to, value, syntax);
  const comment = commentOf(text, parts);
  const bare = comment === undefined ? text : uncommented(text, parts, comment);
  const without = edited(bare, parts, undefined, syntax);
  const moved = without === undefined ? undefined : edited(without, to, value, syntax);
  return moved !== undefined && comment !== undefined ? commented(moved, to, comment) : moved;
}

type Entry = Pair<Node, Node | null>;

function pairAt(text: string, place: readonly string[]): Entry | undefined {
  let node: unknown = parseDocument(text, YAML_OPTIONS).contents;
  let found: Entry | undefined;
  for (const part of place) {
    found = isMap(node) ? (node.items as Entry[]).find(({ key }) => isScalar(key) && String(key.value) === part) : undefined;
    node = found?.value;
  }
  return found;
}

/** A key whose section stays gets its name where it stands. */
function renamed(text: string, from: readonly string[], to: readonly string[]): string | undefined {
  const beside = from.length === to.length && from.slice(0, -1).every((part, i) => part === to[i]);
  const pair = beside && !pairAt(text, to) ? pairAt(text, from) : undefined;
  const [start, end] = pair?.key.range ?? [];
  return start === undefined || end === undefined ? undefined : text.slice(0, start) + to.at(-1)! + text.slice(end);
}

/** What stands behind a value: `# why`. */
function commentOf(text: string, place: readonly string[]): string | undefined {
  const value = pairAt(text, place)?.value;
  const comment = isScalar(value) ? value.comment : undefined;
  return comment ? `#${comment}` : undefined;
}

function uncommented(text: string, place: readonly string[], comment: string): string {
  const end = pairAt(text, place)?.value?.range?.[1] ?? text.length;
  const at = text.indexOf(comment, end);
  return at === -1 ? text : text.slice(0, end) + text.slice(at + comment.length);
}

function commented(text: string, place: readonly string[], comment: string): string {
  const end = pairAt(text, place)?.value?.range?.[1];
  if (end === undefined || comment.includes('\n') || !/^[ \t]*(\r?\n|$)/.test(text.slice(end))) return text;
  return `${text.slice(0, end)} ${comment}${text.slice(end)}`;
}
