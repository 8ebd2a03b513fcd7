// The style of tables, cards and what searches them.

export const LIST_STYLE = `
.scroll { overflow-x: auto; scrollbar-width: thin; max-width: 100%; margin-top: .5rem; }
.scroll.sideways { mask-image: linear-gradient(to left, #0003, #000 3rem); }
table { border-collapse: collapse; width: 100%; font-size: .93em; }
caption { text-align: left; color: var(--quiet); padding: 0 .6rem .35rem; }
th, td { text-align: left; vertical-align: baseline; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--quiet); font-weight: 500; white-space: nowrap; border-bottom-color: var(--quiet); }
tbody th { font-weight: 600; white-space: nowrap; }
td { white-space: nowrap; }
td.wide { white-space: normal; min-width: 8.5rem; }
.number { text-align: right; }
.number + :not(.number) { padding-left: .75rem; }
tbody tr:hover { background: var(--raised); }
tr.bad { background: var(--bad-soft); box-shadow: inset 3px 0 var(--bad); }
tr > :first-child { padding-left: .6rem; }
tr.bad:hover { background: var(--bad-soft); }
td summary { color: var(--accent); width: fit-content; }
td .more-reasons > summary { color: inherit; }
td ul { padding: .2rem 0 .2rem 1.1rem; }

.grade, .promise { display: inline-block; white-space: nowrap; padding: 0 .5em; border-radius: 1em; font-size: .88em; font-weight: 600; line-height: 1.6; background: var(--raised); color: var(--quiet); }
.grade.weakens, .promise.broken { background: var(--bad-soft); color: var(--bad); }
.grade.strengthens, .promise.kept { background: var(--accent-soft); color: var(--accent); }
.promise.no-cover { background: var(--warn-soft); color: var(--warn); }
tr.bad .promise.broken, tr.bad .grade.weakens { background: var(--surface); }
.severity.error, .ending.failed, .ending.missed { color: var(--bad); font-weight: 600; }
.severity.warning { color: var(--warn); font-weight: 600; }

.controls { display: none; }
.js .controls { display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: center; margin-top: .75rem; padding: .5rem .75rem; background: var(--raised); border-radius: 8px; font-size: .9rem; color: var(--quiet); }
.controls label { display: inline-flex; align-items: center; gap: .4rem; min-width: 0; max-width: 100%; }
.controls input, .controls select, button { font: inherit; color: var(--ink); background: var(--surface); border: 1px solid var(--quiet); border-radius: 6px; padding: .25rem .5rem; min-width: 0; max-width: 14rem; }
.controls input { width: 14rem; }
.count { margin-left: auto; }
.more { margin-top: .6rem; color: var(--quiet); }
.more[hidden] { display: none; }
button { cursor: pointer; }
button:hover { border-color: var(--accent); }

.cards { list-style: none; margin-top: .75rem; border-top: 1px solid var(--line); }
.none { color: var(--quiet); }
li.none { padding: .6rem 0; }
.cards > li { border-bottom: 1px solid var(--line); }
.cards summary:focus-visible { outline-offset: -2px; }
.cards summary { display: grid; grid-template-columns: 1rem 1fr; align-items: center; padding: .35rem 0; list-style: none; }
.cards summary::-webkit-details-marker { display: none; }
.cards summary::before { content: "▸"; color: var(--quiet); }
.cards details[open] > summary::before { content: "▾"; }
.cards summary:hover { background: var(--raised); }
.change { display: grid; gap: .1rem 1rem; align-items: center; grid-template-columns: 7.5rem minmax(8rem, 1.3fr) minmax(8rem, 1.4fr) 8rem 8rem 10.5rem; }
.change .grade { justify-self: start; }
.change .what { color: var(--quiet); }
.figure small { display: block; color: var(--quiet); font-size: .78em; line-height: 1.2; }
.body { padding: .25rem 0 1rem 1rem; display: grid; gap: .6rem; }
.body table { max-width: 60rem; }
.body td { white-space: normal; min-width: 8rem; }
.body td:last-child { font-weight: 600; }
.body dl { display: flex; flex-wrap: wrap; gap: .4rem 2rem; }
.body dt { color: var(--quiet); font-size: .82em; }
.reasons { list-style: none; display: grid; gap: .25rem; }
@media (max-width: 62rem) {
  .cards summary { align-items: start; }
  .change { align-items: start; grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .change .grade { grid-column: 1 / -1; }
  .change .name, .change .what { grid-column: 1 / -1; }
}
@media (max-width: 40rem) {
  .change { grid-template-columns: 1fr 1fr; }
  .change .figure:last-child { grid-column: 1 / -1; }
  .scroll table { border-collapse: separate; border-spacing: 0; }
  .scroll caption { position: sticky; left: 0; width: fit-content; max-width: calc(100vw - 3.5rem); }
  .scroll tbody tr { background: var(--surface); }
  .scroll tbody tr.bad { background: var(--bad-soft); }
  .scroll tbody th { position: sticky; left: 0; background: inherit; box-shadow: inherit; white-space: normal; min-width: 9.25rem; max-width: 9.25rem; }
  .scroll table { width: max-content; min-width: 100%; }
  .scroll td.wide { max-width: 28rem; }
  .scroll td.wide:nth-child(2) { min-width: 9.75rem; max-width: 9.75rem; }
  .controls input, .controls select { width: 100%; max-width: 100%; }
  .controls label { flex: 1 1 6rem; flex-direction: column; align-items: stretch; gap: .1rem; }
  .controls label:first-child { flex-basis: 100%; }
  .body { padding-left: 0; grid-template-columns: minmax(0, 1fr); }
  .body th { white-space: normal; min-width: 4.5rem; }
  .body td { min-width: 0; }
}
@media print {
  .cards summary { display: block; padding: .3rem 0; }
  .cards summary::before { content: none; }
  .change, .reasons { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 1.2rem; }
  .figure small { display: inline; }
  .body { padding: 0 0 .5rem; gap: .3rem; }
  .body th { white-space: nowrap; }
  .body dt, .body dd { display: inline; }
  .body dt::after { content: " "; }
  .scroll.sideways { mask-image: none; }
  table { font-size: 7.5pt; }
  th { overflow-wrap: break-word; }
  th, td, tbody th, thead th { white-space: normal; padding-right: .4rem; }
  .number + :not(.number) { padding-left: .4rem; }
  td.number { white-space: nowrap; }
  td.wide { min-width: 0; }
  td summary { list-style: none; color: inherit; }
}
`
