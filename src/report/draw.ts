import type { TopLevelSpec } from 'vega-lite';
import { cut, html, visible } from './html.js';

const CONFIG = {
  aria: false,
  font: 'system-ui, sans-serif',
  view: { stroke: null },
  axis: {
    labelColor: 'currentColor',
    titleColor: 'currentColor',
    domainColor: 'var(--line)',
    tickColor: 'var(--line)',
    gridColor: 'var(--line)',
    labelFontSize: 11,
  },
  text: { color: 'currentColor' },
} as const;

type Bare<T> = T extends unknown ? Omit<T, 'config' | 'background' | 'padding'> : never;
/** A chart of vega-lite, whose looks are the page's. */
export type Chart = Bare<TopLevelSpec>;

/** A chart as a figure: `alt` says in words what it shows. */
export async function draw(spec: Chart, alt: string, caption = ''): Promise<string> {
  const vega = await import('vega');
  const { compile } = await import('vega-lite');
  const whole = { ...spec, config: CONFIG, background: null, padding: 2 } as unknown as TopLevelSpec;
  const logger = vega.logger(vega.None);
  const view = new vega.View(vega.parse(compile(whole, { logger }).spec), { renderer: 'none', logger });
  try {
    return figureOf(await view.toSVG(), alt, caption);
  } finally {
    view.finalize();
  }
}

const SPARE = / (?:xmlns:xlink|version|class|role|aria-[a-z]+|pointer-events|font-family)="[^"]*"| opacity="1"/g;

/** The picture with its alternative text, without what only scripts need. */
function figureOf(svg: string, alt: string, caption: string): string {
  const short = svg
    .replace(/<[^>]+>/g, (tag) => tag.replace(SPARE, ''))
    .replace(/<path d="[^"]*" display="none"\/>|<path d="M0,0h0v0h0Z"\/>/g, '');
  // By a function: a `$` of the text means nothing then.
  const labelled = short.replace('<svg ', () => `<svg role="img" aria-label="${html(alt)}" font-family="system-ui, sans-serif" `);
  return `<figure>${labelled}${caption === '' ? '' : `<figcaption>${html(caption)}</figcaption>`}</figure>`;
}

/** Texts as labels of an axis: short, in one line, and no two alike, for equal labels would be one. */
export function labels(texts: readonly string[], length = 28): string[] {
  const seen = new Map<string, number>();
  return texts.map((text) => {
    const label = cut(visible(text.replace(/\s+/g, ' ')).trim() || '(blank)', length);
    const times = seen.get(label) ?? 0;
    seen.set(label, times + 1);
    return label + '\u2060'.repeat(times);
  });
}
