/**
 * Field types of OTLP messages, by what they are to a reader rather than how protobuf calls them: `hex` is bytes shown
 * as hex, `time` a fixed64 of nanoseconds, `count` a fixed64 that fits a number, `integer` a sfixed64.
 */
export type ScalarType =
  | 'string'
  | 'hex'
  | 'bool'
  | 'uint32'
  | 'sint32'
  | 'fixed32'
  | 'time'
  | 'count'
  | 'integer'
  | 'uint64'
  | 'double'
  | 'value'
  | 'attributes';

export interface Field {
  readonly number: number;
  readonly name: string;
  readonly type: ScalarType | Message;
  readonly repeated: boolean;
  /** Absent and zero differ: no default is filled in, and a zero is written. */
  readonly optional: boolean;
}

export interface Message {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly byNumber: ReadonlyMap<number, Field>;
  /** Names of the fields of its `oneof`; no message of OTLP has two. */
  readonly choices: readonly string[];
}

export type FieldSpec = readonly [
  number: number,
  name: string,
  type: ScalarType | Message,
  rule?: 'repeated' | 'optional' | 'choice',
];

/** Declares a message. `optional` tells absent from zero, `choice` is a field of the one `oneof`. */
export function message(name: string, ...specs: readonly FieldSpec[]): Message {
  const fields = specs.map(([number, fieldName, type, rule]) => ({
    number,
    name: fieldName,
    type,
    repeated: rule === 'repeated',
    optional: rule === 'optional' || rule === 'choice' || (rule === undefined && typeof type === 'object'),
  }));
  return {
    name,
    fields,
    byNumber: new Map(fields.map((field) => [field.number, field])),
    choices: specs.filter(([, , , rule]) => rule === 'choice').map(([, fieldName]) => fieldName),
  };
}
