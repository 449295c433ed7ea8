/**
 * Charts made of marks (`svg[data-marks]`, elements `.mark` with a title and a row): the pointer shows what a mark says; one stop of the Tab key, then arrows go along and between rows, Escape leaves.
 * A mark's title becomes its label when it is first met, or browsers would show a second tip over ours.
 */
export const MARKS_SCRIPT = String.raw`
function textOf(mark) {
  const title = mark.querySelector(':scope > title');
  if (title) { mark.setAttribute('aria-label', title.textContent); title.remove(); }
  return mark.getAttribute('aria-label') || '';
}
for (const chart of document.querySelectorAll('svg[data-marks]')) {
  let current = null;
  const select = (mark) => {
    if (current) current.classList.remove('current');
    current = mark;
    if (mark) mark.classList.add('current');
  };
  const tell = (mark) => {
    const box = mark.getBoundingClientRect();
    select(mark);
    mark.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    showTip(textOf(mark), box.left + box.width / 2, box.top + box.height / 2);
  };
  chart.addEventListener('pointermove', (event) => {
    const mark = event.target.closest('.mark');
    if (!mark) { select(null); return hideTip(); }
    select(mark);
    showTip(textOf(mark), event.clientX, event.clientY);
  });
  chart.addEventListener('pointerleave', () => { select(null); hideTip(); });
  chart.addEventListener('blur', () => { select(null); hideTip(); });
  chart.addEventListener('keydown', (event) => {
    const marks = [...chart.querySelectorAll('.mark')];
    if (marks.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = current ? marks.indexOf(current) : -1;
    const rowOf = (mark) => Number(mark.dataset.row || 0);
    const centre = (mark) => { const box = mark.getBoundingClientRect(); return box.left + box.width / 2; };
    const inRow = (direction) => {
      if (at < 0) return marks[0];
      const others = marks.map(rowOf).filter((row) => (row - rowOf(current)) * direction > 0);
      if (others.length === 0) return current;
      const row = direction > 0 ? Math.min(...others) : Math.max(...others);
      const x = centre(current);
      return marks.filter((mark) => rowOf(mark) === row).reduce((best, mark) => (Math.abs(centre(mark) - x) < Math.abs(centre(best) - x) ? mark : best));
    };
    const next = {
      ArrowRight: () => marks[Math.min(marks.length - 1, at + 1)], ArrowLeft: () => marks[Math.max(0, at - 1)],
      ArrowDown: () => inRow(1), ArrowUp: () => inRow(-1), Home: () => marks[0], End: () => marks[marks.length - 1],
    }[event.key];
    if (event.key === 'Escape') { select(null); hideTip(); } else if (next) { event.preventDefault(); tell(next()); }
  });
}
`;
