import fc from 'fast-check';

/** One change somewhere in a JSON value. Places and values are numbers, so that a run can be repeated and shrunk. */
export interface Mutation {
  /** Which of the value's places, counted through. */
  readonly place: number;
  readonly action:
    | 'replace'
    | 'delete'
    | 'rename'
    | 'wrap-list'
    | 'wrap-object'
    | 'repeat'
    | 'move';
  readonly value: unknown;
  /** Where a moved value comes from; the index of a new key. */
  readonly other: number;
}

const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};

const KEYS = [
  '__proto__',
  'constructor',
  'toString',
  'type',
  'role',
  'content',
  '',
  '\u0000',
  'parts',
];

const STRANGE: readonly unknown[] = [
  null,
  true,
  false,
  '',
  ' ',
  'constructor',
  '__proto__',
  'hasOwnProperty',
  'toString',
  '\u0000',
  '\ud800',
  '\udfff\ud800',
  '💥'.repeat(50),
  'x'.repeat(5_000),
  'http://127.0.0.1/a.png',
  'file:///etc/passwd',
  'data:',
  'data:image/png;base64,',
  'data:image/png;base64,!!!!',
  'data:,%zz',
  '{"a":',
  `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
  '[]',
  'function',
  'tool',
  'assistant',
  'json_schema',
  0,
  -1,
  0.5,
  1e21,
  1e308,
  -1e308,
  2 ** 53,
  5e-324,
  [],
  {},
  [[]],
  [null],
  [{}],
  { type: 'text' },
  { type: 'constructor' },
  { type: null },
  { $ref: '#' },
  { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/a' } } },
  JSON.parse('{"__proto__":{"isPolluted":true}}'),
  nested(40),
  Array.from({ length: 2_000 }, () => ({})),
];

/** One to three changes. */
export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({
    place: fc.nat(400),
    action: fc.constantFrom<Mutation['action']>(
      'replace',
      'replace',
      'replace',
      'delete',
      'rename',
      'wrap-list',
      'wrap-object',
      'repeat',
      'move',
    ),
    value: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...STRANGE) },
      { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
    ),
    other: fc.nat(400),
  }),
  { minLength: 1, maxLength: 3 },
);

interface Place {
  readonly holder: Record<string, unknown> | unknown[];
  readonly key: string | number;
}

/** The value with the changes made somewhere inside it; the value itself stays as it is. */
export function mutate(value: object, changes: readonly Mutation[]): object {
  const root = structuredClone(value);
  for (const change of changes) {
    const places = placesOf(root);
    const place = places[change.place % places.length];
    if (place !== undefined) apply(place, change, places);
  }
  return root;
}

function placesOf(root: object): Place[] {
  const found: Place[] = [];
  const walk = (holder: Record<string, unknown> | unknown[]): void => {
    const keys = Array.isArray(holder)
      ? holder.slice(0, 20).map((_, at) => at)
      : Object.keys(holder);
    for (const key of keys) {
      found.push({ holder, key });
      const child: unknown = Reflect.get(holder, key);
      if (typeof child === 'object' && child !== null) walk(child as Record<string, unknown>);
    }
  };
  walk(root as Record<string, unknown>);
  return found;
}

function apply({ holder, key }: Place, change: Mutation, places: readonly Place[]): void {
  const old: unknown = Reflect.get(holder, key);
  // Defined, not assigned: `__proto__` shall be a key like any other.
  const set = (name: string | number, value: unknown): void => {
    const flags = { enumerable: true, configurable: true, writable: true };
    Object.defineProperty(holder, name, { value, ...flags });
  };
  const newKey = KEYS[change.other % KEYS.length] ?? '';
  switch (change.action) {
    case 'replace':
      set(key, structuredClone(change.value));
      break;
    case 'delete':
      remove(holder, key);
      break;
    case 'rename':
      remove(holder, key);
      set(Array.isArray(holder) ? holder.length : newKey, old);
      break;
    case 'wrap-list':
      set(key, [old]);
      break;
    case 'wrap-object':
      set(key, { [newKey]: old });
      break;
    case 'repeat':
      set(key, [old, old, old]);
      break;
    case 'move': {
      const other = places[change.other % places.length];
      if (other !== undefined) set(key, structuredClone(Reflect.get(other.holder, other.key)));
    }
  }
}

function remove(holder: Place['holder'], key: Place['key']): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}
