// The page's colours, once for light and once for dark: one accent, red for what is broken, and a scale of one hue, which
// differs in lightness and so for every eye. Texts keep 4.5:1 on their grounds.

const LIGHT = `
  --page: #f4f6f8; --surface: #ffffff; --raised: #eef2f5;
  --ink: #17212b; --quiet: #566373; --line: #d8dee5;
  --accent: #0b6e75; --accent-soft: #dbeeee;
  --bad: #b3261e; --bad-soft: #fbe5e2; --warn: #855000; --warn-soft: #fbf0d9;
  --partial: #c79a1b; --skipped: #8a94a0; --missed: #7d4fa8; --shade: #5663731f;
  --heat-0: #edf1f4; --heat-1: #cbe5e5; --heat-2: #94cacb; --heat-3: #20757c; --heat-4: #084a50;
  --heat-ink: #17212b; --heat-ink-strong: #ffffff;`

const DARK = `
  --page: #0e1318; --surface: #161c23; --raised: #1e262f;
  --ink: #e6ebf0; --quiet: #9eabb8; --line: #2d3742;
  --accent: #55c5ca; --accent-soft: #173a3e;
  --bad: #ff9082; --bad-soft: #432320; --warn: #f0bb66; --warn-soft: #3a2e17;
  --partial: #e0b43c; --skipped: #7f8b97; --missed: #b893dd; --shade: #9eabb826;
  --heat-0: #1c242c; --heat-1: #163f46; --heat-2: #1b5c63; --heat-3: #46abb0; --heat-4: #9be7e7;
  --heat-ink: #e6ebf0; --heat-ink-strong: #0b1216;`

export const PAGE_COLORS = `
:root { color-scheme: light dark;${LIGHT}
}
@media (prefers-color-scheme: dark) { :root {${DARK}
} }
@media print { :root { color-scheme: light;${LIGHT}
  --page: #ffffff;
} }
`
