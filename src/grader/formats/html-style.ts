/** The look of an HTML report; it stands in the file. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--page:#fff;--good:#1a7f37;--bad:#b3261e;--sunk:#f6f8fa}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9da7b3;--line:#30363d;--page:#0d1117;--good:#3fb950;--bad:#ff7b72;--sunk:#161b22}}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.6 system-ui,"Noto Sans TC","PingFang TC","Microsoft JhengHei",sans-serif}
main{display:flex;flex-direction:column;max-width:64rem;margin:0 auto;padding:24px}
h1{margin:0 0 8px;order:-2}.summary{order:-1;margin-block-end:16px}.small{color:var(--soft);font-size:.85rem;margin:0}
.results{list-style:none;margin:0;padding:0}.results>li{border-block-end:1px solid var(--line);padding:8px 0}
summary{cursor:pointer}.score{font-variant-numeric:tabular-nums;color:var(--soft)}.state{font-size:.85rem;color:var(--soft)}
.passed>details>summary .mark,.passed>.check .mark{color:var(--good)}.failed>details>summary .mark,.stopped .mark,.failed>.check .mark,.note{color:var(--bad)}
ul{list-style:none;margin:8px 0;padding-inline-start:20px}.check{margin:4px 0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 12px;margin:4px 0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
figure{margin:8px 0;overflow-x:auto}figcaption{color:var(--soft);font-size:.85rem}figcaption ol{margin:4px 0}
svg text{font:12px ui-monospace,monospace;fill:var(--ink)}svg .kind{fill:var(--soft)}svg rect{fill:var(--sunk);stroke:var(--line)}svg .wire{fill:none;stroke:var(--soft)}svg .died rect{stroke:var(--bad);stroke-width:2}
.hint{background:var(--sunk);padding:6px 10px;border-radius:6px}
@media print{details:not([open])>*{display:block}}
`
