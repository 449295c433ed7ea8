import { fail } from '../diagnostics/diagnostic.ts';
import { STAGE_NAMES, type Stage, type StageName } from './stage.ts';
import { allocate, elementType, fromBytes, isElementType, type TensorData } from './tensor.ts';
import { damageOf } from './verify-calibration.ts';

/** Typed arrays up to this many values are printed as numbers, longer ones as base64 of their little-endian bytes. */
const READABLE = 16;

const ARRAY_KEY = '$array';
const NUMBER_KEY = '$number';

/**
 * The text form of every stage: JSON with a header line, typed arrays as {"$array": "i32", "values": [...]} or {..., "base64": "..."}.
 * `parseStage(printStage(stage))` equals `stage`, bit for bit.
 */
export function printStage(stage: Stage): string {
  return `${JSON.stringify({ synaptile: `${stage.stage}/1`, ...stage }, encode, 1)}\n`;
}

/** Reads a stage file. @throws DiagnosticError S710 when it is not one. */
export function parseStage(text: string, file: string): Stage {
  const refuse = (reason: string): never => fail('S710', { reason }, { file });
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(text, decode) as Record<string, unknown>;
  } catch (error) {
    return refuse((error as Error).message);
  }
  const { synaptile, ...stage } = Object(parsed) as Record<string, unknown>;
  if (typeof synaptile !== 'string') return refuse('the key "synaptile" is missing');
  const [name, version] = synaptile.split('/');
  if (!STAGE_NAMES.includes(name as StageName) || stage.stage !== name) return refuse(`"${synaptile.slice(0, 40)}" is no stage`);
  if (version !== '1') return refuse(`version ${String(version).slice(0, 20)} of its format is not known`);
  const damage = damageOf(innermost(stage).calibration);
  if (damage !== null) return refuse(`its record of the calibration ${damage}`);
  return stage as unknown as Stage;
}

/** The network inside a stage file, or the stage itself; other parts may be missing here. */
function innermost(stage: Record<string, unknown>): Record<string, unknown> {
  let inner = stage;
  for (const key of ['placed', 'clustered', 'unrolled', 'network']) {
    const next = inner[key];
    if (typeof next === 'object' && next !== null) inner = next as Record<string, unknown>;
  }
  return inner;
}

function encode(_key: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return encodeArray(value as TensorData);
  if (Object.is(value, -0)) return { [NUMBER_KEY]: '-0' };
  if (typeof value === 'number' && !Number.isFinite(value)) return { [NUMBER_KEY]: String(value) };
  return value;
}

function encodeArray(data: TensorData): unknown {
  const type = elementType(data);
  if (data.length <= READABLE) return { [ARRAY_KEY]: type, values: Array.from(data) };
  return { [ARRAY_KEY]: type, base64: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64') };
}

function decode(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Record<string, unknown>;
  if (NUMBER_KEY in record) return Number(record[NUMBER_KEY]);
  if (!(ARRAY_KEY in record)) return value;
  return decodeArray(record);
}

/** @throws RangeError whose message says why the record is no array */
function decodeArray({ [ARRAY_KEY]: type, base64, values }: Record<string, unknown>): TensorData {
  if (!isElementType(type)) throw new RangeError(`there are no arrays of type ${JSON.stringify(type).slice(0, 20)}`);
  if (typeof base64 === 'string') return fromBytes(type, Uint8Array.from(Buffer.from(base64, 'base64')));
  if (!Array.isArray(values) || !values.every((value) => typeof value === 'number')) throw new RangeError('an array has neither "values" nor "base64"');
  const data = allocate(type, values.length);
  data.set(values);
  return data;
}
