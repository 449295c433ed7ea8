import { fail } from '../diagnostics/diagnostic.ts';
import { STAGE_NAMES, type Stage, type StageName } from './stage.ts';
import { elementType, fromBytes, type ElementType, type TensorData } from './tensor.ts';

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
  return stage as unknown as Stage;
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
  const type = record[ARRAY_KEY] as ElementType;
  if (typeof record.base64 === 'string') return fromBytes(type, Uint8Array.from(Buffer.from(record.base64, 'base64')));
  return arrayOf(type, record.values as number[]);
}

function arrayOf(type: ElementType, values: readonly number[]): TensorData {
  const data = fromBytes(type, new Uint8Array(values.length * ({ f32: 4, f64: 8, i8: 1, i16: 2, i32: 4, u8: 1 } as const)[type]));
  data.set(values);
  return data;
}
