/** A stretch of a text file; lines and columns count from 1, `end` is exclusive. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Where a thing of the network came from: a file and an ONNX node, a NIR path or a span of text. */
export interface Origin {
  readonly file: string;
  readonly place: string;
  readonly span?: Span;
}
