export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

interface FlagFacts {
  readonly char?: string | undefined;
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
  readonly hidden?: boolean | undefined;
  readonly type: string;
  readonly allowNo?: boolean | undefined;
  readonly options?: readonly string[] | undefined;
}

interface CommandFacts {
  readonly id: string;
  readonly summary?: string | undefined;
  readonly hidden?: boolean | undefined;
  readonly args: Readonly<Record<string, { readonly options?: readonly string[] | undefined }>>;
  readonly flags: Readonly<Record<string, FlagFacts>>;
}

/** One command and what may follow it. */
export interface Completion {
  /** Its words, such as `dataset info`. */
  readonly path: string;
  readonly summary: string;
  readonly flags: readonly {
    /** `--format`. */
    readonly name: string;
    readonly char?: string;
    readonly summary: string;
    /** What it takes; undefined: nothing. */
    readonly values?: readonly string[];
  }[];
  /** Words that its arguments may be. */
  readonly words: readonly string[];
  /** Whether its arguments are datasets. */
  readonly datasets: boolean;
}

/** Arguments that name datasets; a new one has none to complete. */
const NAMES = ['name', 'names', 'dataset', 'datasets'];
const NEW = ['dataset register', 'plugins create'];

const firstSentence = (text = ''): string => text.split('\n', 1)[0]!.replace(/\.(\s.*)?$/, '');

export function completionsOf(commands: readonly CommandFacts[]): Completion[] {
  return commands
    .filter((command) => !command.hidden)
    .map(({ id, summary, args, flags }) => {
      const path = id.replaceAll(':', ' ');
      return {
        path,
        summary: firstSentence(summary),
        flags: Object.entries(flags)
          .filter(([, flag]) => !flag.hidden)
          .flatMap(([name, flag]) => flagOf(name, flag)),
        words: Object.values(args).flatMap(({ options = [] }) => options),
        datasets:
          !NEW.includes(path) && !path.startsWith('plugins') && Object.keys(args).some((name) => NAMES.includes(name.toLowerCase())),
      };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function flagOf(name: string, { char, summary, description, type, allowNo, options }: FlagFacts): Completion['flags'] {
  const said = firstSentence(summary ?? description);
  const takes = type === 'option' ? { values: options ?? [] } : {};
  const own = { name: `--${name}`, summary: said, ...(char === undefined ? {} : { char: `-${char}` }), ...takes };
  return allowNo ? [own, { name: `--no-${name}`, summary: said }] : [own];
}

/** The script of a shell. */
export function completionScript(shell: Shell, completions: readonly Completion[]): string {
  switch (shell) {
    case 'bash':
      return bash(completions);
    case 'zsh':
      return `#compdef mdm\n\nautoload -U +X bashcompinit && bashcompinit\n${bash(completions)}`;
    case 'fish':
      return fish(completions);
    default:
      return shell satisfies never;
  }
}

const single = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The words that may stand after some words: the next word of every longer command. */
function topics(completions: readonly Completion[]): Map<string, string[]> {
  const next = new Map<string, Set<string>>();
  for (const { path } of completions) {
    const words = path.split(' ');
    for (const [i, word] of words.entries()) {
      const above = words.slice(0, i).join(' ');
      next.set(above, (next.get(above) ?? new Set()).add(word));
    }
  }
  return new Map([...next].map(([above, words]) => [above, [...words].sort()]));
}

function bash(completions: readonly Completion[]): string {
  const below = topics(completions);
  const paths = new Set([...below.keys(), ...completions.map(({ path }) => path)]);
  const commands = [...paths].sort().map((path) => {
    const own = completions.find((one) => one.path === path);
    const words = [...(below.get(path) ?? []), ...(own?.words ?? [])].join(' ');
    const flags = (own?.flags ?? []).flatMap(({ name, char }) => [name, ...(char ? [char] : [])]).join(' ');
    return `    ${single(path)}) words=${single(words)}; flags=${single(flags)}; datasets=${own?.datasets ? 1 : 0} ;;`;
  });
  const values = completions.flatMap(({ path, flags }) =>
    flags.flatMap(({ name, char, values: of }) =>
      of === undefined
        ? []
        : [
            `    ${[name, ...(char ? [char] : [])].map((one) => single(`${path} ${one}`)).join('|')}) ${of.length > 0 ? `values=${single(of.join(' '))}` : 'values='}; takes=1 ;;`,
          ],
    ),
  );
  const known = [...paths].filter((path) => path !== '').sort();
  return `_mdm() {
  local cur prev path word i words flags datasets values takes
  cur="\${COMP_WORDS[COMP_CWORD]}"
  prev="\${COMP_WORDS[COMP_CWORD-1]}"
  path=''
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "\${path:+$path }$word" in
      ${known.map(single).join('|')}) path="\${path:+$path }$word" ;;
      *) break ;;
    esac
  done
  words=''; flags=''; datasets=0; values=''; takes=0
  case "$path" in
${commands.join('\n')}
  esac
  case "$path $prev" in
${values.join('\n')}
  esac
  if [ "$takes" = 1 ]; then
    if [ -n "$values" ]; then COMPREPLY=($(compgen -W "$values" -- "$cur")); else COMPREPLY=($(compgen -f -- "$cur")); fi
    return
  fi
  case "$cur" in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$cur")); return ;;
  esac
  if [ "$datasets" = 1 ]; then words="$words $(mdm autocomplete --names 2>/dev/null)"; fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  if [ -z "$words" ] || { [ "$datasets" = 0 ] && [ \${#COMPREPLY[@]} -eq 0 ]; }; then COMPREPLY=($(compgen -f -- "$cur")); fi
}
complete -o filenames -o bashdefault -F _mdm mdm
`;
}

function fish(completions: readonly Completion[]): string {
  const lines = [
    'function __mdm_at',
    '  set -l words (commandline -opc)',
    '  set -l given $words[2..]',
    '  set -l path',
    '  for word in $given',
  ];
  lines.push('    if string match -q -- "-*" $word', '      break', '    end', '    set -a path $word', '  end');
  lines.push(
    '  set -l joined (string join " " $path)',
    '  for one in $argv',
    '    if test "$joined" = "$one"',
    '      return 0',
    '    end',
    '  end',
    '  return 1',
    'end',
  );
  lines.push(
    'function __mdm_in',
    '  set -l words (commandline -opc)',
    '  set -l joined (string join " " $words[2..])',
    '  string match -q -- "$argv[1]*" "$joined "',
    'end',
  );
  lines.push('complete -c mdm -f');
  for (const [above, words] of topics(completions))
    for (const word of words) {
      const own = completions.find(({ path }) => path === (above === '' ? word : `${above} ${word}`));
      lines.push(`complete -c mdm -n ${single(`__mdm_at ${single(above)}`)} -a ${single(word)} -d ${single(own?.summary ?? '')}`);
    }
  for (const { path, flags, words, datasets } of completions) {
    const at = single(`__mdm_in ${single(`${path} `)}`);
    for (const { name, char, summary, values } of flags) {
      const takes = values === undefined ? '' : values.length > 0 ? ` -x -a ${single(values.join(' '))}` : ' -r -F';
      lines.push(`complete -c mdm -n ${at} -l ${name.slice(2)}${char ? ` -s ${char.slice(1)}` : ''}${takes} -d ${single(summary)}`);
    }
    if (words.length > 0) lines.push(`complete -c mdm -n ${at} -a ${single(words.join(' '))}`);
    lines.push(datasets ? `complete -c mdm -n ${at} -a '(mdm autocomplete --names 2>/dev/null)'` : `complete -c mdm -n ${at} -F`);
  }
  return `${lines.join('\n')}\n`;
}
