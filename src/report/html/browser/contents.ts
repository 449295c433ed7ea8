/** Marks in the table of contents where the reader is. */
export function followContents(): void {
  const links = new Map([...document.querySelectorAll('nav.contents a')].map((link) => [link.getAttribute('href')?.slice(1), link]));
  if (links.size === 0) return;
  const seen = new Set<Element>();
  const parts = document.querySelectorAll('#top, main > section');
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) seen.add(target); else seen.delete(target);
    }
    const here = [...parts].find((part) => seen.has(part));
    for (const [id, link] of links) {
      if (here?.id === id) link.setAttribute('aria-current', 'true'); else link.removeAttribute('aria-current');
    }
  }, { rootMargin: '-10% 0px -70% 0px' });
  for (const part of parts) observer.observe(part);
}
