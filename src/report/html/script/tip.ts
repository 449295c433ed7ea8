/** One tip for the whole page, filled as text, kept inside the window; read out by screen readers. */
export const TIP_SCRIPT = String.raw`
const tip = document.createElement('div');
tip.className = 'tip';
tip.hidden = true;
tip.setAttribute('role', 'status');
document.body.append(tip);
function showTip(text, x, y) {
  if (tip.textContent !== text) tip.textContent = text;
  tip.hidden = false;
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = Math.max(4, Math.min(x + 14, innerWidth - width - 8)) + 'px';
  tip.style.top = Math.max(4, y + height + 22 > innerHeight ? y - height - 10 : y + 16) + 'px';
}
function hideTip() { tip.hidden = true; }
for (const kind of ['wheel', 'touchmove']) addEventListener(kind, hideTip, { passive: true });
`;
