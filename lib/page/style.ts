// The page's style: dense and calm, readable on a phone, in the dark and on paper.
import { PAGE_COLORS } from './colors.ts'
import { LIST_STYLE } from './list-style.ts'

const PAGE = `
*, ::before, ::after { box-sizing: border-box; }
html { scroll-padding-top: 3.5rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.head, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem; }
h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
h1 { font-size: 1.6rem; line-height: 1.25; letter-spacing: -.015em; font-weight: 650; margin: .15rem 0 .35rem; }
h1 > span:first-child::after { content: " ·"; color: var(--quiet); font-weight: 400; }
h1 .weakens { color: var(--bad); }
h1 .strengthens { color: var(--accent); }
h2 { font-size: 1.1rem; line-height: 1.3; font-weight: 650; letter-spacing: -.005em; }
h3 { font-size: .95rem; font-weight: 650; margin: 1.5rem 0 .5rem; }
code, .name { font-family: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .92em; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 1rem; top: -4rem; background: var(--surface); padding: .5rem 1rem; z-index: 3; }
.skip:focus { top: .5rem; }
.note { color: var(--quiet); font-size: .9rem; max-width: 60rem; }
.eyebrow { color: var(--quiet); padding-top: 1.75rem; font-size: .9rem; }
.alert { border-left: 4px solid var(--bad); background: var(--bad-soft); padding: .55rem .85rem; border-radius: 0 6px 6px 0; margin: .75rem 0; }

nav { position: sticky; top: 0; z-index: 2; margin-top: 1.25rem; background: var(--page); border-block: 1px solid var(--line); }
nav ul { max-width: 76rem; margin: 0 auto; padding: .35rem .75rem; display: flex; gap: .15rem; overflow-x: auto; list-style: none; scrollbar-width: thin; }
nav a { display: block; padding: .3rem .6rem; border-radius: 6px; color: var(--ink); text-decoration: none; white-space: nowrap; font-size: .9rem; }
nav a:hover { background: var(--raised); }
nav a:focus-visible { outline-offset: -2px; }

.verdict { margin: 1rem 0; padding: .85rem 1rem; background: var(--surface); border: 1px solid var(--line); border-left: 4px solid var(--accent); border-radius: 8px; }
.verdict.bad { border-left-color: var(--bad); }
.verdict.bad h2 { color: var(--bad); }
.verdict.good h2 { color: var(--accent); }
.verdict ul { list-style: none; margin-top: .4rem; display: grid; gap: .3rem; }
.verdict li { display: grid; grid-template-columns: 1.1rem 1fr; gap: .35rem; }
.sign { font-weight: 700; color: var(--accent); }
li.bad .sign { color: var(--bad); }
.verdict p + p { margin-top: .2rem; }
.todo { display: block; }
.tiles + .verdict { margin-top: 1.25rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; }
.tiles > div { background: var(--surface); border: 1px solid var(--line); border-radius: 8px; padding: .7rem 1rem; }
.tiles dt { color: var(--quiet); font-size: .85rem; }
.tiles b { display: block; font-size: 1.3rem; line-height: 1.35; font-weight: 650; letter-spacing: -.01em; }
.tiles span { color: var(--quiet); font-size: .85rem; }
.tiles .bad b { color: var(--bad); }

main > section { margin: 1.25rem 0; padding: 1.1rem 1.25rem 1.25rem; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; }
main > section { contain-intrinsic-size: auto 50rem; }
.laid-out main > section { content-visibility: auto; }
section > h2 + *, section > .note { margin-top: .25rem; }
.tiles + .note { margin-top: .75rem; }
.chart { margin-top: 1rem; }
.chart figcaption { font-weight: 600; margin-bottom: .4rem; }
.chart svg { display: block; width: 100%; min-width: 56rem; height: auto; font-family: inherit; font-size: 12px; }
.chart text { dominant-baseline: central; }
.narrow { display: none; }
.figures { margin-top: .35rem; }
.figures > summary { color: var(--accent); width: fit-content; padding: .1rem .2rem; }
summary { cursor: pointer; border-radius: 6px; }
footer { color: var(--quiet); font-size: .85rem; padding-bottom: 2.5rem; }

@media (max-width: 40rem) {
  .head, main, footer { padding-inline: .75rem; }
  main > section { padding: .9rem .8rem 1rem; }
  h1 { font-size: 1.3rem; }
  .tiles > :last-child:nth-child(odd) { grid-column: 1 / -1; }
}
@media screen and (max-width: 40rem) {
  .desk { display: none; }
  .narrow { display: block; max-width: 26rem; }
  .chart .narrow svg { min-width: 0; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media (forced-colors: active) { .grade, .promise, .alert { border: 1px solid; } }
@media print {
  html { font-size: 9pt; }
  body { font-size: 1rem; }
  nav, .skip, .controls, .more button, .figures:not([open]) { display: none !important; }
  .cards details::details-content, .more-reasons::details-content { content-visibility: visible; block-size: auto; }
  main > section, .verdict, .tiles > div { border-color: #bbb; }
  main > section { padding: .6rem 0; border-width: 1px 0 0; border-radius: 0; }
  .scroll { overflow: visible; max-height: none; }
  .laid-out main > section { content-visibility: visible; }
  .chart svg { min-width: 0; }
  .chart, .cards > li, tr, .verdict { break-inside: avoid; }
  h2, h3, figcaption { break-after: avoid; }
}
`

export const PAGE_STYLE = `${PAGE_COLORS}${PAGE}${LIST_STYLE}`
