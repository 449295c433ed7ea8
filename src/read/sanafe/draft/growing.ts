/** A typed array that grows by half its length. */
export interface Growing<A extends Int32Array | Float32Array | Float64Array> {
  data: A;
  length: number;
}

export function growingInts(): Growing<Int32Array> {
  return { data: new Int32Array(16), length: 0 };
}

export function growingFloats(): Growing<Float32Array> {
  return { data: new Float32Array(16), length: 0 };
}

export function growingDoubles(): Growing<Float64Array> {
  return { data: new Float64Array(16), length: 0 };
}

export function push<A extends Int32Array | Float32Array | Float64Array>(list: Growing<A>, value: number): void {
  if (list.length === list.data.length) {
    const longer = new (list.data.constructor as new (length: number) => A)(Math.ceil(list.length * 1.5));
    longer.set(list.data);
    list.data = longer;
  }
  list.data[list.length++] = value;
}

export function filled<A extends Int32Array | Float32Array | Float64Array>(list: Growing<A>): A {
  return list.data.subarray(0, list.length) as A;
}
