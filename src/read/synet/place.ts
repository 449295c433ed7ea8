import type { ValueSyntax } from '../../../grammar/syntax.ts';
import { freeName } from '../../ir/names.ts';
import { elementType, type Tensor } from '../../ir/tensor.ts';
import { shortest } from './decimals.ts';
import { fileSyntax, listSyntax, nameSyntax, NOWHERE, numbersSyntax } from './syntax-of.ts';

/** Decides between text and side file for the tensors of one thing. */
export interface Placer {
  /** The placer of a part of the thing: its tensors are called `thing.part`. */
  readonly inside: (part: string) => Placer;
  /** Whether that many values stand in the text. */
  readonly fits: (count: number) => boolean;
  readonly tensor: (tensor: Tensor) => ValueSyntax;
  /** Puts the tensor in the side file, whatever its size. */
  readonly aside: (tensor: Tensor) => ValueSyntax;
}

/** Halves of characters, which no file name of an archive can hold. */
const UNWRITABLE = /\p{Surrogate}/gu;

/** Tensors of more than `limit` values go to `tensors`, each under a name of its own, and are read from `sideFile`. */
export function placer(tensors: Map<string, Tensor>, sideFile: string, limit: number): Placer {
  const taken = new Set<string>();
  const at = (path: string): Placer => {
    const aside = (tensor: Tensor): ValueSyntax => {
      const name = freeName(path.replace(UNWRITABLE, '_'), taken);
      tensors.set(name, tensor);
      return fileSyntax(sideFile, name);
    };
    return {
      inside: (part) => at(path === '' ? part : `${path}.${part}`),
      fits: (count) => count <= limit,
      aside,
      tensor: (tensor) => (tensor.data.length <= limit ? inlineTensor(tensor) : aside(tensor)),
    };
  };
  return at('');
}

/** Of a text without side file. */
export const STANDS_ALONE: Placer = placer(new Map(), '', Infinity);

/** f32 is what is read when no type is stated; vectors and matrices are written as lists, more dimensions with their shape before them. */
function inlineTensor({ shape, data }: Tensor): ValueSyntax {
  const name = elementType(data);
  const values = name === 'f32' ? Float64Array.from(data, shortest) : Float64Array.from(data);
  const flat = shape.length > 2;
  const content = shape.length === 2 ? rowsOf(values, shape[0]!, shape[1]!) : numbersSyntax(values);
  if (name === 'f32' && !flat) return content;
  return { kind: 'tensor', type: nameSyntax(name), shape: flat ? numbersSyntax(shape) : null, content, span: NOWHERE };
}

function rowsOf(values: Float64Array, rows: number, columns: number): ReturnType<typeof listSyntax> {
  return listSyntax(Array.from({ length: rows }, (_, row) => numbersSyntax(values.subarray(row * columns, (row + 1) * columns))));
}
