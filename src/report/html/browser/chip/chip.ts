import type { StoredChip } from '../../chip/stored.ts';
import { draw, setAttributes } from '../elements.ts';
import { arrowOf, isModified } from '../events.ts';
import type { Tip } from '../tip.ts';
import { coreBeside, placeCores, type ShownCore } from './cores.ts';
import { brief } from './brief.ts';
import { detailOf } from './detail.ts';

/** The chip map (`svg[data-chip]`, with its data in `#data-chip`): pointer and arrow keys tell of a core, click and Enter open its detail, Escape closes it. */
export function followChip(tip: Tip): void {
  const map = document.querySelector<SVGSVGElement>('svg[data-chip]');
  const stored = document.getElementById('data-chip');
  const panel = document.getElementById('core-detail');
  if (!map || !stored || !panel) return;
  const chip = JSON.parse(stored.textContent ?? '') as StoredChip;
  for (const title of map.querySelectorAll('title')) title.remove();
  const cores = placeCores(map, chip);
  const ring = draw('rect', { class: 'ring', rx: 2 });
  let current: ShownCore | undefined;
  const select = (one: ShownCore): void => {
    current = one;
    setAttributes(ring, { x: one.left - 1.5, y: one.top - 1.5, width: one.size + 2, height: one.size + 2 });
    map.append(ring);
  };
  const shut = (): void => {
    panel.hidden = true;
    panel.replaceChildren();
  };
  const open = (one: ShownCore): void => {
    const close = (): void => {
      shut();
      map.focus();
    };
    panel.replaceChildren(...detailOf(chip, one.stored, { tip, close }));
    panel.hidden = false;
  };
  const tell = (one: ShownCore): void => {
    select(one);
    ring.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    const box = ring.getBoundingClientRect();
    tip.show(brief(chip, one.stored), box.right - 8, box.bottom - 8);
  };
  map.addEventListener('pointermove', (event) => {
    const one = cores.at(event);
    map.classList.toggle('over', one !== undefined);
    if (!one) return tip.hide();
    select(one);
    tip.show(brief(chip, one.stored), event.clientX, event.clientY);
  });
  map.addEventListener('pointerleave', tip.hide);
  map.addEventListener('click', (event) => {
    const one = cores.at(event);
    if (!one) return;
    select(one);
    open(one);
  });
  map.addEventListener('blur', tip.hide);
  map.addEventListener('keydown', (event) => {
    const [first] = cores.all;
    if (isModified(event) || !first) return;
    const arrow = arrowOf(event);
    if (event.key === 'Escape') {
      shut();
      current = undefined;
      ring.remove();
      tip.hide();
    } else if ((event.key === 'Enter' || event.key === ' ') && current) {
      event.preventDefault();
      open(current);
      tip.hide();
      panel.focus();
    } else if (arrow) {
      event.preventDefault();
      tell(current ? coreBeside(current, arrow, cores.all) : first);
    }
  });
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    shut();
    map.focus();
  });
}
