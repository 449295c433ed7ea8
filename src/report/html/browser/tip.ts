/** Says what is under the pointer or chosen by keys, at a place in the window (px). */
export interface Tip {
  readonly show: (text: string, x: number, y: number) => void;
  readonly hide: () => void;
}

/** One tip for the whole page, filled as text, kept inside the window; read out by screen readers. */
export function addTip(): Tip {
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.hidden = true;
  tip.setAttribute('role', 'status');
  document.body.append(tip);
  const hide = (): void => { tip.hidden = true; };
  const show = (text: string, x: number, y: number): void => {
    if (tip.textContent !== text) tip.textContent = text;
    tip.hidden = false;
    const { width, height } = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(4, Math.min(x + 14, innerWidth - width - 8))}px`;
    tip.style.top = `${Math.max(4, y + height + 22 > innerHeight ? y - height - 10 : y + 16)}px`;
  };
  for (const kind of ['wheel', 'touchmove']) addEventListener(kind, hide, { passive: true });
  return { show, hide };
}
