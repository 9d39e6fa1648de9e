import { html } from './html.js';

export interface Page {
  readonly title: string;
  /** Sentences below the title, as text. */
  readonly lead: readonly string[];
  readonly sections: readonly Section[];
}

export interface Section {
  readonly title: string;
  /** HTML. */
  readonly body: string;
}

const STYLE = `
:root { color-scheme: light dark; --page: #fff; --ink: #1d232a; --soft: #5a6470; --line: #d4d9df; --card: #f6f8fa; --mark: #2f6fb2; --positive: #2166ac; --negative: #b2182b; --missing: #c0703a; }
@media (prefers-color-scheme: dark) { :root { --page: #14181d; --ink: #e4e8ec; --soft: #a3adb8; --line: #39424c; --card: #1c2229; --mark: #6aa7e6; --positive: #6aa7e6; --negative: #ec7a76; --missing: #e0a070; } }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1.5rem; max-width: 84rem; background: var(--page); color: var(--ink); }
h1, h2, h3 { line-height: 1.25; overflow-wrap: anywhere; } h1 { margin-top: 0; } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); } h3 { margin: 1.5rem 0 .5rem; font-size: 1rem; } article h3 { margin-top: 0; }
a { color: var(--mark); } nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; list-style: none; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .87rem; } caption { text-align: left; color: var(--soft); padding: .3rem 0; }
th, td { padding: .2rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: normal; } thead th { font-weight: 600; } .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
th[scope=row] { max-width: 22rem; overflow-wrap: anywhere; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: 1rem; } article { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .8rem 1rem; break-inside: avoid; min-width: 0; }
article p { margin: .3rem 0; overflow-wrap: anywhere; } dl { margin: 0; font-size: .87rem; max-width: 34rem; } dl div { display: flex; justify-content: space-between; gap: 1rem; } dt { color: var(--soft); } dd { margin: 0; text-align: right; overflow-wrap: anywhere; }
figure { margin: .6rem 0; } figure svg { max-width: 100%; height: auto; } figcaption { font-size: .8rem; color: var(--soft); }
.soft { color: var(--soft); }
@media print { :root { color-scheme: light; --page: #fff; --ink: #000; --soft: #444; --line: #bbb; --card: #fff; --mark: #2f6fb2; --positive: #2166ac; --negative: #b2182b; --missing: #c0703a; } body { max-width: none; padding: 0; font-size: 10pt; } nav { display: none; } h2, h3, caption { break-after: avoid; } figure, tr { break-inside: avoid; } .wide { overflow: visible; } }`;

/** One page that needs nothing else, loads nothing and runs nothing. */
export function pageOf({ title, lead, sections }: Page): string {
  const links = sections.map((section, i) => `<li><a href="#s${i}">${html(section.title)}</a></li>`).join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer"><title>${html(title)}</title><style>${STYLE}
</style></head><body>
<header><h1>${html(title)}</h1>
${lead.map((text) => `<p>${html(text)}</p>`).join('\n')}
${sections.length > 1 ? `<nav aria-label="Contents"><ul>${links}</ul></nav>` : ''}</header>
<main>
${sections.map((section, i) => `<section aria-labelledby="s${i}"><h2 id="s${i}">${html(section.title)}</h2>\n${section.body}</section>`).join('\n')}
</main></body></html>
`;
}
