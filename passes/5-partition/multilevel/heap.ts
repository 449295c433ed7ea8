/** Vertices ordered by a number that may change: a binary heap, largest first, equal ones by number. Lives during one search. */
export class VertexHeap {
  readonly #key: Float64Array;
  readonly #at: Int32Array;
  readonly #heap: Int32Array;
  #length = 0;

  constructor(vertices: number) {
    this.#key = new Float64Array(vertices);
    this.#at = new Int32Array(vertices).fill(-1);
    this.#heap = new Int32Array(vertices);
  }

  get length(): number {
    return this.#length;
  }

  has(vertex: number): boolean {
    return this.#at[vertex]! >= 0;
  }

  keyOf(vertex: number): number {
    return this.#key[vertex]!;
  }

  set(vertex: number, key: number): void {
    let at = this.#at[vertex]!;
    if (at < 0) {
      at = this.#length++;
      this.#heap[at] = vertex;
      this.#at[vertex] = at;
      this.#key[vertex] = key;
      this.#rise(at);
      return;
    }
    const before = this.#key[vertex]!;
    this.#key[vertex] = key;
    if (key > before) this.#rise(at);
    else this.#sink(at);
  }

  /** -1 when there is none. */
  first(): number {
    return this.#length === 0 ? -1 : this.#heap[0]!;
  }

  /** Takes the first one out; -1 when there is none. */
  pop(): number {
    const first = this.first();
    if (first >= 0) this.remove(first);
    return first;
  }

  remove(vertex: number): void {
    const at = this.#at[vertex]!;
    if (at < 0) return;
    this.#at[vertex] = -1;
    const last = this.#heap[--this.#length]!;
    if (last === vertex) return;
    this.#heap[at] = last;
    this.#at[last] = at;
    this.#rise(at);
    this.#sink(this.#at[last]!);
  }

  clear(): void {
    for (let i = 0; i < this.#length; i++) this.#at[this.#heap[i]!] = -1;
    this.#length = 0;
  }

  #before(a: number, b: number): boolean {
    return this.#key[a]! > this.#key[b]! || (this.#key[a] === this.#key[b] && a < b);
  }

  #rise(start: number): void {
    let at = start;
    const vertex = this.#heap[at]!;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(vertex, this.#heap[parent]!)) break;
      this.#put(at, this.#heap[parent]!);
      at = parent;
    }
    this.#put(at, vertex);
  }

  #sink(start: number): void {
    let at = start;
    const vertex = this.#heap[at]!;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#length) break;
      if (child + 1 < this.#length && this.#before(this.#heap[child + 1]!, this.#heap[child]!)) child++;
      if (!this.#before(this.#heap[child]!, vertex)) break;
      this.#put(at, this.#heap[child]!);
      at = child;
    }
    this.#put(at, vertex);
  }

  #put(at: number, vertex: number): void {
    this.#heap[at] = vertex;
    this.#at[vertex] = at;
  }
}
