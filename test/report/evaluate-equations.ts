/** Runs printed equations, as a reader with a calculator would: products are juxtaposed, primed states are new. */
export interface PrintedRun {
  readonly spikes: readonly number[];
  readonly potentials: readonly number[];
}

type State = Map<string, number>;

/** @param drives one object a timestep: values of X, or of X_e and X_h */
export function runPrinted(lines: readonly string[], drives: readonly Readonly<Record<string, number>>[]): PrintedRun {
  const texts = lines.map((line) => line.split('      ')[0]!);
  const state: State = new Map(['v', 'i', 'a', 'e', 'h', 'u', 'n', 'n-'].map((name) => [name, 0]));
  for (const text of texts) for (const [, name, value] of text.matchAll(/^(\w) starts at (\S+)$/g)) state.set(name!, Number(value));
  const rest = Number(texts.map((text) => /^for (\d+) steps after a spike/.exec(text)?.[1]).find((steps) => steps !== undefined) ?? 0);
  const steps = texts.filter((text) => text.includes(' = ') && !text.startsWith('for ')).flatMap((text) => text.split(';  ')).map((text) => {
    const at = text.indexOf(' = ');
    return { name: text.slice(0, at), value: text.slice(at + 3) };
  });
  let resting = 0;
  const [spikes, potentials]: [number[], number[]] = [[], []];
  for (const drive of drives) {
    for (const [name, value] of Object.entries(drive)) state.set(name, value);
    state.set('n', 0);
    state.set('v\'', state.get('v')!);
    const rests = resting > 0;
    if (rests) resting--;
    for (const { name, value } of steps) {
      if (rests && ['v', 'v\'', 'n', 'G', 'w'].includes(name)) continue;
      state.set(name, evaluate(value, state));
    }
    for (const name of ['v', 'i', 'a', 'e', 'h', 'u']) state.set(name, state.get(`${name}'`) ?? state.get(name)!);
    if (state.get('n')! > 0) resting = rest;
    spikes.push(state.get('n')!);
    potentials.push(state.get('v')!);
  }
  return { spikes, potentials };
}

const FUNCTIONS: Readonly<Record<string, (...values: number[]) => number>> = {
  max: Math.max, floor: Math.floor, sign: Math.sign,
  wrap24: (value) => value - 2 ** 24 * Math.ceil((value - 2 ** 23) / 2 ** 24),
};

/** ternary > comparison > sum > shift > product > power > atom */
function evaluate(text: string, state: State): number {
  const tokens = text.match(/\d+(?:\.\d+)?(?:e-?\d+)?|n-|[A-Za-z]\w*'?|>>|<<|>=|[-+()[\]|^?:,/>]/g) ?? [];
  let at = 0;
  const next = (): string => tokens[at++]!;
  const takes = (token: string): boolean => {
    if (tokens[at] !== token) return false;
    at++;
    return true;
  };
  const expect = (token: string): void => { if (!takes(token)) throw new Error(`${token} is missing in ${text}`); };
  const ternary = (): number => {
    const condition = comparison();
    if (!takes('?')) return condition;
    const yes = ternary();
    expect(':');
    const no = ternary();
    return condition !== 0 ? yes : no;
  };
  const comparison = (): number => {
    const left = sum();
    if (takes('>')) return Number(left > sum());
    return takes('>=') ? Number(left >= sum()) : left;
  };
  const sum = (): number => {
    let value = takes('-') ? -shift() : shift();
    for (;;) {
      if (takes('+')) value += shift();
      else if (takes('-')) value -= shift();
      else return value;
    }
  };
  const shift = (): number => {
    let value = product();
    for (;;) {
      if (takes('>>')) value = Math.floor(value / 2 ** product());
      else if (takes('<<')) value *= 2 ** product();
      else return value;
    }
  };
  const product = (): number => {
    let value = power();
    for (;;) {
      if (takes('/')) value /= power();
      else if (tokens[at] !== undefined && /^[\d(\w]/.test(tokens[at]!)) value *= power();
      else return value;
    }
  };
  const power = (): number => {
    const base = atom();
    return takes('^') ? base ** atom() : base;
  };
  const atom = (): number => {
    const token = next();
    if (token === '(' || token === '[') {
      const value = ternary();
      expect(token === '(' ? ')' : ']');
      return value;
    }
    if (token === '|') {
      const value = sum();
      expect('|');
      return Math.abs(value);
    }
    const bits = /^clip(\d+)$/.exec(token)?.[1];
    const called = bits === undefined ? FUNCTIONS[token] : (value: number): number => Math.min(2 ** (Number(bits) - 1) - 1, Math.max(1 - 2 ** (Number(bits) - 1), value));
    if (called) {
      expect('(');
      const values = [ternary()];
      while (takes(',')) values.push(ternary());
      expect(')');
      return called(...(values as [number]));
    }
    const value = /^\d/.test(token) ? Number(token) : state.get(token);
    if (value === undefined) throw new Error(`nobody knows ${token} in ${text}`);
    return value;
  };
  const value = ternary();
  if (at < tokens.length) throw new Error(`${tokens.slice(at).join(' ')} is left of ${text}`);
  return value;
}
