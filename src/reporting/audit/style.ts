/** Colours of Okabe and Ito (2008), which people with any colour vision tell apart; darker ones carry text. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#fbfbfa;--card:#fff;--ink:#1c1d1f;--dim:#5c6066;--line:#dcdee2;--fail:#b84a00;--warn:#8a6100;--pass:#0067a3;--none:#767b82;--failm:#d55e00;--warnm:#e69f00;--passm:#0072b2;--band:#0072b21f;--heat:#d55e00}
@media (prefers-color-scheme:dark){:root{--bg:#16181b;--card:#1e2125;--ink:#e8eaed;--dim:#a3a9b1;--line:#363b42;--fail:#ff9a5c;--warn:#f2bd4a;--pass:#6cc0f2;--none:#9aa0a8;--failm:#f07a2a;--warnm:#f0b429;--passm:#56b4e9;--band:#56b4e92b;--heat:#f07a2a}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:940px;margin:0 auto;padding:32px 20px 60px}
header,section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:22px 26px;margin:0 0 18px}
h1{font-size:22px;line-height:1.35;margin:2px 0 14px;font-weight:650}
h2{font-size:17px;margin:0 0 8px;font-weight:650}
p{margin:0 0 10px;max-width:76ch}
.kicker{color:var(--dim);text-transform:uppercase;letter-spacing:.06em;font-size:12px;margin:0}
.note,.small,.key,footer{color:var(--dim);font-size:13px}
.small{margin:4px 0}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:10px 20px;margin:0 0 16px}
dt{color:var(--dim);font-size:12px}dd{margin:0;overflow-wrap:anywhere}
.tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:10px;margin-bottom:14px}
.tile{border:1px solid var(--line);border-radius:8px;padding:8px 12px;display:flex;flex-direction:column}
.tile span{color:var(--dim);font-size:13px}
.n{font-size:24px;font-variant-numeric:tabular-nums;line-height:1.2}
.n.fail{color:var(--fail)}.n.warn{color:var(--warn)}.n.pass{color:var(--pass)}.n.insufficient{color:var(--none)}
.badge{display:inline-block;border:1.5px solid currentColor;border-radius:5px;padding:0 7px;font-size:.78em;font-weight:650;letter-spacing:.02em;white-space:nowrap}
.badge.fail{color:var(--fail)}.badge.warn{color:var(--warn)}.badge.pass{color:var(--pass)}.badge.insufficient{color:var(--none)}
.findings{list-style:none;padding:0;margin:0}
.findings li{border-left:4px solid var(--warnm);padding:2px 0 2px 14px;margin:0 0 14px}
.findings li.fail{border-color:var(--failm)}
.summary p{font-size:16px;margin:0 0 6px}.summary{margin:0 0 16px}
.findings p .small{white-space:nowrap}blockquote{margin:4px 0;padding:2px 0 2px 12px;border-left:2px solid var(--line);color:var(--dim);overflow-wrap:anywhere}
.hash{overflow-wrap:anywhere}.sign td{height:44px;border-bottom:1px solid var(--ink);width:25%}
.findings p{margin:0 0 4px;overflow-wrap:anywhere}
figure{margin:14px 0 4px;overflow-x:auto}figcaption{font-weight:600;margin-bottom:4px}
svg{width:100%;min-width:640px;height:auto;display:block;font:12px system-ui,sans-serif}
svg text{fill:var(--ink)}svg .tick{fill:var(--dim);font-size:11px}svg .num{font-variant-numeric:tabular-nums}
.zero{stroke:var(--dim);stroke-width:1}.warnline{stroke:var(--warnm);stroke-dasharray:4 3}.failline{stroke:var(--failm)}.grid{stroke:var(--line)}
.ci{stroke-width:2}.ci.fail{stroke:var(--failm)}.ci.warn{stroke:var(--warnm)}.ci.pass{stroke:var(--passm)}.ci.insufficient{stroke:var(--none);opacity:.6}
.m.fail{fill:var(--failm)}.m.warn{fill:var(--warnm)}.m.pass{fill:var(--passm)}.m.insufficient,.open{fill:var(--card);stroke:var(--none);stroke-width:1.5}
.band{fill:var(--band)}.heat{fill:var(--heat);stroke:var(--line)}.grey{stroke:var(--line)}.hatch{stroke:var(--none);stroke-width:1.4;opacity:.5}svg .onheat{fill:#111}
.curve{fill:none;stroke-width:2}.c0{stroke:#0072b2;fill:#0072b2}.c1{stroke:#d55e00;fill:#d55e00}.c2{stroke:#009e73;fill:#009e73}.c3{stroke:#cc79a7;fill:#cc79a7}.c4{stroke:#e69f00;fill:#e69f00}.c5{stroke:#56b4e9;fill:#56b4e9}polyline.curve{fill:none}
table{border-collapse:collapse;width:100%;font-size:13.5px;margin:6px 0}th{text-align:left;color:var(--dim);font-weight:500}
th,td{padding:4px 10px 4px 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}td.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}th{overflow-wrap:normal}td.check{white-space:nowrap}
table.narrow{width:auto}tr.dim td{color:var(--dim)}summary{cursor:pointer;color:var(--dim)}
footer{padding:0 6px}
@media (max-width:600px){.tiles{grid-template-columns:repeat(2,1fr)}header,section{padding:16px}}
@media print{@page{margin:14mm}:root{color-scheme:light;--bg:#fff;--card:#fff;--ink:#1c1d1f;--dim:#5c6066;--line:#dcdee2;--fail:#b84a00;--warn:#8a6100;--pass:#0067a3;--none:#767b82;--failm:#d55e00;--warnm:#e69f00;--passm:#0072b2;--heat:#d55e00}body{font-size:12px}main{padding:0;max-width:none}header,section{border:0;padding:8px 0;border-radius:0}.summary p{font-size:13px}svg{min-width:0}figure{overflow:visible}h2{break-after:avoid}figure,li,tr,.sign{break-inside:avoid}.m,.ci,.badge,.heat,.band{print-color-adjust:exact}}
`.trim();
