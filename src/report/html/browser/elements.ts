const SVG = 'http://www.w3.org/2000/svg';

type Attributes = Readonly<Record<string, string | number>>;

/** An element of HTML; texts among its children stay text. */
export function make<Name extends keyof HTMLElementTagNameMap>(name: Name, attributes: Attributes, ...children: readonly (Node | string)[]): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  setAttributes(element, attributes);
  element.append(...children);
  return element;
}

/** An element of SVG. */
export function draw<Name extends keyof SVGElementTagNameMap>(name: Name, attributes: Attributes): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(SVG, name);
  setAttributes(element, attributes);
  return element;
}

export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}

/** What a mark says. Its title becomes its label when it is first met, or browsers would show a second tip over ours. */
export function textOf(mark: Element): string {
  const title = mark.querySelector(':scope > title');
  if (title) {
    mark.setAttribute('aria-label', title.textContent ?? '');
    title.remove();
  }
  return mark.getAttribute('aria-label') ?? '';
}
