/** The style of an HTML note: one column that reads on a phone, on a desk and on paper; every colour has a light and a dark value. */
export const style = `
:root{--paper:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--wash:#f3f5f8;--link:#0550ae;--bar:#2b62b8;--extra:#9db9e3;--bad:#b3261e;--warn:#7a4f00;--good:#1a6b2d;--shade:#f5c26b}
@media (prefers-color-scheme:dark){:root{--paper:#14171b;--ink:#e4e7eb;--soft:#a3abb5;--line:#39424d;--wash:#1f242a;--link:#7fb2ff;--bar:#6ea4f5;--extra:#33557f;--bad:#ff8f87;--warn:#f0bb5a;--good:#76cf8a;--shade:#7a5a1c}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;padding:1rem;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main,nav{max-width:46rem;margin:0 auto}
nav{font-size:.9rem;border-bottom:1px solid var(--line);padding-bottom:.5rem}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1rem;list-style:none;margin:0;padding:0}
nav a{display:inline-block;padding:.2rem 0}
h1{font-size:1.6rem;line-height:1.25}
h2{font-size:1.3rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line)}
h3{font-size:1.08rem;margin:1.4rem 0 .4rem}
h4{font-size:1rem;margin:1.2rem 0 .3rem}
a{color:var(--link)}
:target{background:var(--wash);outline:2px solid var(--link);outline-offset:2px}
ul,ol{padding-left:1.3rem}
li{margin:.2rem 0}
code,pre{font-family:ui-monospace,monospace;font-size:.875em}
code{background:var(--wash);padding:.05em .25em;border-radius:3px}
pre{background:var(--wash);border:1px solid var(--line);border-radius:4px;padding:.7rem;overflow-x:auto;overflow-wrap:normal}
pre code{background:none;padding:0}
.wide{overflow-x:auto;margin:.6rem 0}
table{border-collapse:collapse;font-size:.92rem;overflow-wrap:normal}
th,td{border:1px solid var(--line);padding:.3rem .5rem;text-align:left;vertical-align:top}
th{background:var(--wash)}
td:first-child{white-space:nowrap}
details{margin:.6rem 0}
summary{cursor:pointer;color:var(--link)}
strong.fail{color:var(--bad)}
strong.warn{color:var(--warn)}
strong.pass{color:var(--good)}
figure{margin:1rem 0;max-width:34rem}
figcaption,details.figures{font-size:.9rem;color:var(--soft)}
svg{display:block;width:100%;height:auto}
svg text{font:12px system-ui,sans-serif;paint-order:stroke;stroke:var(--paper);stroke-width:3px}
.label{fill:var(--ink)}.note{fill:var(--soft)}.change{fill:var(--bad);font-weight:600}
.bar,.mark{fill:var(--bar)}.extra{fill:var(--extra)}.track{fill:var(--wash)}.incident{fill:var(--shade);fill-opacity:.4}
.rule{stroke:var(--line)}.arrow{stroke:var(--bar);stroke-width:2}.axis{stroke:var(--soft)}.limit{stroke:var(--bad);stroke-dasharray:5 4}.value{fill:none;stroke:var(--bar);stroke-width:2}
@media (max-width:40rem){td:first-child{white-space:normal}}
@media print{
:root{--paper:#fff;--ink:#000;--soft:#444;--line:#999;--wash:#f3f3f3;--link:#000;--bar:#333;--extra:#aaa;--bad:#000;--warn:#000;--good:#000;--shade:#bbb}
body{padding:0;font-size:10pt}
nav,details.figures{display:none}
main{max-width:none}
a{text-decoration:none}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:8pt}
.wide{overflow:visible}
table{overflow-wrap:anywhere}
details::details-content{content-visibility:visible;block-size:auto}
summary{color:inherit;font-style:italic;list-style:none}
h2,h3,h4,summary{break-after:avoid}
figure,tr{break-inside:avoid}
@page{margin:16mm}
}
`;
