/** Whole numbers one after the other in an array that doubles when it is full. */
export class Growing {
  #data = new Int32Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#data.length) {
      const larger = new Int32Array(2 * this.#length);
      larger.set(this.#data);
      this.#data = larger;
    }
    this.#data[this.#length++] = value;
  }

  taken(): Int32Array {
    return this.#data.slice(0, this.#length);
  }
}
