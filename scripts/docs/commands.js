import { readFile } from 'node:fs/promises';
import { code, generated, page, table } from './markdown.js';

const GROUPS = {
  column: 'Columns',
  feature: 'Features',
  filter: 'Signal filter',
  output: 'Output',
  engine: 'Engine',
  global: 'Every command',
};

function flagName({ char, name, helpValue, options, type, multiple }) {
  const value = type === 'boolean' ? '' : ` ${options ? options.join('\\|') : (helpValue ?? 'VALUE')}${multiple ? '…' : ''}`;
  return `${char ? `${code(`-${char}`)}, ` : ''}${code(`--${name}${value}`.replaceAll('\\|', '|'))}`;
}

function flagTables(flags) {
  const groups = Map.groupBy(flags, (flag) => flag.helpGroup ?? '');
  return [...groups].map(([group, list]) =>
    table(
      [GROUPS[group] ?? (group || 'Flags'), ''],
      list.map((flag) => [flagName(flag), flag.summary ?? flag.description ?? '']),
    ),
  );
}

function example(one) {
  const { description, command } = typeof one === 'string' ? { command: one } : one;
  return [...(description ? [`# ${description.replace(/:$/, '')}`] : []), command.replaceAll('<%= config.bin %>', 'mdm')].join('\n');
}

function section(command) {
  const name = command.id.replaceAll(':', ' ');
  const args = Object.values(command.args);
  return page(
    `## mdm ${name}`,
    command.summary,
    `\`\`\`text\nmdm ${command.usage ?? name}\n\`\`\``,
    command.description?.replace(/<\w+>[\w.]*/g, code).replaceAll('\n', '\n\n'),
    args.length > 0 && args.map((arg) => `- ${code(arg.name.toUpperCase())}: ${arg.description}`).join('\n'),
    ...flagTables(Object.values(command.flags).filter((flag) => flag.helpGroup !== 'global')),
    command.examples?.length > 0 && `\`\`\`text\n${command.examples.map(example).join('\n')}\n\`\`\``,
  ).trimEnd();
}

/** Every command, from oclif.manifest.json. */
export async function commandsPage(manifestFile) {
  const { commands } = JSON.parse(await readFile(manifestFile, 'utf8'));
  const order = ['features:generate', 'features:apply', 'features:list', 'features:explain', 'features:diff'];
  const place = ({ id }) => (order.indexOf(id) + order.length + 1) % (order.length + 1);
  const list = Object.values(commands)
    .filter((command) => !command.hidden)
    .sort((a, b) => place(a) - place(b) || a.id.localeCompare(b.id));
  const everywhere = Object.values(commands['config:list'].flags).filter((flag) => flag.helpGroup === 'global');
  return page(
    '# Commands',
    generated,
    '`mdm help COMMAND` shows the same. Exit codes are in [errors](errors.md). Every command has these flags:',
    ...flagTables(everywhere),
    ...list.map(section),
  );
}
