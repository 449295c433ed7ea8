/** Where the pointer is, in the coordinates of the drawing. */
export function pointIn(drawing: SVGSVGElement, { clientX, clientY }: MouseEvent): DOMPoint {
  return new DOMPoint(clientX, clientY).matrixTransform(drawing.getScreenCTM()?.inverse());
}

/** Keys that belong to the browser are left to it. */
export function isModified({ ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return ctrlKey || metaKey || altKey;
}

const ARROWS = new Map<string, readonly [number, number]>([['ArrowRight', [1, 0]], ['ArrowLeft', [-1, 0]], ['ArrowDown', [0, 1]], ['ArrowUp', [0, -1]]]);

/** Steps to the right and downwards. */
export function arrowOf({ key }: KeyboardEvent): readonly [number, number] | undefined {
  return ARROWS.get(key);
}

/** The nearest number from `least` to `most`. */
export function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
