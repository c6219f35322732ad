import { Html } from './html.ts';

/** One sheet, as in the widget: shop, order and amount, a rule, one sentence, one thing to do. */
export const PAGE_STYLES = new Html(`
:root{color-scheme:light dark;--surface:#fff;--subtle:#f4f5f6;--text:#16191d;--muted:#565c65;--control:#858b95;--line:#e2e4e8;--danger:#b3261e;--danger-soft:#fcefee;--notice:#7a5200;--notice-soft:#fdf4e1;--success:#11693f;--success-soft:#e9f5ee}
@media (prefers-color-scheme:dark){:root{--surface:#1a1c1f;--subtle:#25282c;--text:#f1f3f5;--muted:#adb3bc;--control:#7d848e;--line:#33373d;--danger:#ff9488;--danger-soft:#35221f;--notice:#efc069;--notice-soft:#2d2616;--success:#63cf9a;--success-soft:#182e24}}
*{box-sizing:border-box}
html{background:var(--surface);color:var(--text);-webkit-text-size-adjust:100%}
body{margin:0;font:400 15px/24px "Pretendard Variable",Pretendard,-apple-system,BlinkMacSystemFont,"Apple SD Gothic Neo","Segoe UI","Malgun Gothic","Noto Sans KR","Noto Sans CJK KR",NanumBarunGothic,NanumGothic,system-ui,sans-serif;font-variant-numeric:tabular-nums lining-nums;word-break:keep-all;overflow-wrap:anywhere;line-break:strict}
.page{display:flex;flex-direction:column;min-height:100vh;min-height:100dvh;max-width:480px;margin:0 auto;padding:24px}
.page-main{display:flex;flex-direction:column;flex:1}
.shop{display:flex;align-items:center;gap:12px;margin:0;font-size:15px;line-height:22px;font-weight:700}
.shop svg{flex:none}
.shop rect{fill:var(--subtle)}
.shop path{fill:none;stroke:var(--muted);stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}
.order{margin-top:clamp(24px,30vh - 128px,80px)}
.order-name{margin:0;color:var(--muted);font-size:14px;line-height:20px}
.amount{margin:2px 0 0;font-size:34px;line-height:42px;font-weight:700;letter-spacing:-.02em}
.amount .unit{font-size:.69em;letter-spacing:0;margin-inline-start:1px}
.rule{position:relative;height:1px;margin:20px 0 24px;border:0;background:var(--line);overflow:visible}
.rule[data-moving]::after{content:"";position:absolute;inset:-.5px auto auto 0;height:2px;width:36%;background:var(--text);animation:along 1.6s cubic-bezier(.5,.1,.4,.95) infinite}
.rule-box{overflow:hidden;padding:1px 0}
@keyframes along{from{transform:translateX(-100%)}to{transform:translateX(278%)}}
h1{margin:0;font-size:18px;line-height:26px;font-weight:700;letter-spacing:-.012em;text-wrap:balance}
.ended h1{font-size:22px;line-height:31px}
h1:focus{outline:none}
p{text-wrap:pretty}
.text{margin:4px 0 0;color:var(--muted);letter-spacing:-.006em}
.said{margin:16px 0 0;padding:12px 16px;background:var(--subtle);border-radius:10px;font-size:14px;line-height:22px}
.said b{display:block;font-size:13px;color:var(--muted)}
.icon{display:grid;place-items:center;width:40px;height:40px;border-radius:50%;background:var(--subtle);color:var(--muted);margin:clamp(24px,30vh - 128px,80px) 0 20px}
.icon.success{background:var(--success-soft);color:var(--success)}
.icon.notice{background:var(--notice-soft);color:var(--notice)}
.icon.danger{background:var(--danger-soft);color:var(--danger)}
.account{margin:24px 0 0;padding:14px 16px;border:1px solid var(--line);border-radius:10px}
.account p{margin:0;color:var(--muted);font-size:14px;line-height:20px}
.account b{display:block;margin-top:4px;font-size:20px;line-height:28px;letter-spacing:-.01em}
.account+dl{margin-top:16px;border-top:0}
dl{margin:24px 0 0;border-top:1px solid var(--line);font-size:14px;line-height:22px}
dl div{display:flex;justify-content:space-between;gap:16px;padding:9px 0;border-bottom:1px solid var(--line)}
dt{color:var(--muted);flex:none}
dd{margin:0;text-align:end}
.actions{display:grid;gap:8px;margin-top:auto;padding-top:32px}
.button{display:grid;place-items:center;width:100%;min-height:52px;padding:12px 20px;border:1px solid var(--control);border-radius:10px;background:transparent;color:var(--text);font:inherit;font-size:16px;line-height:22px;font-weight:700;text-decoration:none;text-align:center;cursor:pointer}
.button.primary{background:var(--text);border-color:var(--text);color:var(--surface)}
.quiet{justify-self:center;min-height:44px;padding:10px 12px;border:0;background:none;color:var(--muted);font:inherit;text-decoration:underline;text-underline-offset:4px;cursor:pointer}
:focus-visible{outline:2px solid var(--text);outline-offset:2px}
pay-window,pay-result{display:contents}
[state=moving] [data-when]:not([data-when=moving]),[state=confirm] [data-when]:not([data-when=confirm]),[state=failed] [data-when]:not([data-when=failed]),[state=replaced] [data-when]:not([data-when=replaced]),[state=returned] [data-when]:not([data-when=returned]){display:none}
pay-window:not([late]) [data-late]{display:none}
[state=waiting] [data-when]:not([data-when=waiting]),[state=ended] [data-when]:not([data-when=ended]){display:none}
@media (prefers-reduced-motion:reduce){.rule[data-moving]::after{animation:none;width:100%}}
@media (forced-colors:active){.rule{background:CanvasText}.rule[data-moving]::after{background:Highlight;forced-color-adjust:none}.icon{border:1px solid CanvasText}.button.primary{background:Highlight;color:HighlightText;forced-color-adjust:none}}
`);
