import { randomInt } from 'node:crypto';

/** As much of a syntax node as the operators here look at. */
type Node = Readonly<{ type: string; [field: string]: unknown }>;
type Place = Readonly<{ node: Node; parent: Node | undefined; key: string | number | null }>;
type Mutator = Readonly<{ name: string; mutate: (place: Place, context: unknown) => Iterable<Node> }>;

/** What Stryker lacks: another number than the one written. One and zero change places, since a sort cannot tell 2 from 1. */
const numberLiteral: Mutator = {
  name: 'NumberLiteral',
  *mutate({ node, parent, key }) {
    if (parent?.type === 'ObjectProperty' && key === 'key') return;
    if (node.type === 'NumericLiteral') yield { type: 'NumericLiteral', value: Number(another(BigInt(String(node.value)))) };
    if (node.type === 'BigIntLiteral') {
      const value = another(BigInt(String(node.value)));
      yield { type: 'BigIntLiteral', value: typeof node.value === 'bigint' ? value : String(value) };
    }
  },
};
const another = (value: bigint): bigint => (value === 1n ? 0n : value + 1n);

/** Stryker empties whole blocks, and drops a call or a throw that holds no other mutant; this one drops any statement that does something. */
const droppedStatement: Mutator = {
  name: 'DroppedStatement',
  *mutate({ node, parent }) {
    const isAlone = parent?.type === 'BlockStatement' && (parent.body as readonly Node[]).length === 1;
    if (isAlone || !['ExpressionStatement', 'ThrowStatement'].includes(node.type)) return;
    if ((node.expression as Node | undefined)?.type === 'CallExpression' && isSuper(node.expression as Node)) return;
    yield { type: 'EmptyStatement' };
  },
};
const isSuper = (call: Node): boolean => (call.callee as Node).type === 'Super';

/** The kinds of fault that issue 4 names, and which of the operators make them. */
export const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  boundary: ['EqualityOperator'],
  negate: ['ConditionalExpression', 'LogicalOperator', 'OptionalChaining'],
  arithmetic: ['ArithmeticOperator', 'AssignmentOperator', 'UnaryOperator', 'UpdateOperator', 'MethodExpression'],
  'drop statement': ['BlockStatement', 'DroppedStatement'],
  'empty result': ['ArrayDeclaration', 'ArrowFunction', 'ObjectLiteral'],
  'swapped literal': ['BooleanLiteral', 'NumberLiteral', 'Regex', 'StringLiteral'],
};
export const familyOf = (operator: string): string =>
  Object.keys(FAMILIES).find((family) => FAMILIES[family]?.includes(operator)) ?? 'other';

/** A stream of numbers below 2^32 that a seed decides (xorshift). */
const numbersFrom = (seed: number) => {
  let x = seed || 1;
  return (): number => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
};

/** A seed for a sample that nobody has seen. */
export const freshSeed = (): number => randomInt(1, 2 ** 31);

/** Stryker reads its operators from one list, and has no option to add to it: the list itself is changed. */
export const installOperators = async (oneIn: number, seed: number): Promise<void> => {
  const inside = new URL('mutators/mutate.js', import.meta.resolve('@stryker-mutator/instrumenter'));
  const { allMutators } = (await import(inside.href)) as { allMutators: Mutator[] };
  const next = numbersFrom(seed);
  const sampled = ({ name, mutate }: Mutator): Mutator => ({
    name,
    *mutate(place, context) {
      for (const node of mutate(place, context)) if (next() % oneIn === 0) yield node;
    },
  });
  const theirs = allMutators.filter(({ name }) => name !== 'CallExpression');
  allMutators.splice(0, allMutators.length, ...[...theirs, numberLiteral, droppedStatement].map(sampled));
};
