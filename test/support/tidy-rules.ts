import { posix } from 'node:path';
import { type ESTree, parseSync } from 'vite';

type Node = ESTree.Node;

/** One TypeScript file, parsed: rules read its syntax, so a word in a comment or a string is never taken for code. */
export type Source = Readonly<{ file: string; text: string; program: ESTree.Program; comments: readonly string[] }>;
export type Complaint = string;
export type Rule = (source: Source) => Complaint[];

export const parse = (file: string, text: string): Source => {
  const { program, comments, errors } = parseSync(file, text, { lang: 'ts', sourceType: 'module' });
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors.map(({ message }) => message).join('; ')}`);
  return { file, text, program, comments: comments.map(({ value }) => value) };
};

const inside = (file: string, ...folders: string[]): boolean => folders.some((folder) => file.startsWith(`${folder}/`));

type Visit = (node: Node, parents: readonly Node[]) => void;
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Every node, with the nodes around it, nearest last. */
const walk = ({ program }: Source, visit: Visit): void => {
  const parents: Node[] = [];
  const into = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(into);
    if (!isNode(value)) return;
    visit(value, parents);
    parents.push(value);
    for (const [key, child] of Object.entries(value)) if (key !== 'parent') into(child);
    parents.pop();
  };
  into(program);
};

const find = (source: Source, what: (node: Node, parents: readonly Node[]) => string | undefined): Complaint[] => {
  const complaints: Complaint[] = [];
  walk(source, (node, parents) => {
    const why = what(node, parents);
    if (why !== undefined) complaints.push(`${source.file}:${source.text.slice(0, node.start).split('\n').length} ${why}`);
  });
  return complaints;
};

/* Names ------------------------------------------------------------------------------------------------------------ */

/** The name of `x.name` and `x['name']`. */
const memberOf = (node: Node | undefined): string | undefined => {
  if (node?.type !== 'MemberExpression') return undefined;
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : undefined;
  return node.property.type === 'Literal' && typeof node.property.value === 'string' ? node.property.value : undefined;
};
const isNamed = (node: Node | undefined, name: string): boolean => node?.type === 'Identifier' && node.name === name;
const isMember = (node: Node | undefined, object: string, ...names: string[]): boolean =>
  node?.type === 'MemberExpression' && isNamed(node.object, object) && names.includes(memberOf(node) ?? '');

const VALUES_AMONG_TYPES = [
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
];

/** The name, where an identifier reads a variable: not a property, a key, a declaration's own name in a type, or a type. */
const variableRead = (node: Node, parents: readonly Node[]): string | undefined => {
  if (node.type !== 'Identifier') return undefined;
  const parent = parents.at(-1);
  if (parent === undefined || (parent.type.startsWith('TS') && !VALUES_AMONG_TYPES.includes(parent.type))) return undefined;
  if (parent.type === 'MemberExpression' && parent.property === node && !parent.computed) return undefined;
  if (
    (parent.type === 'Property' || parent.type === 'PropertyDefinition' || parent.type === 'MethodDefinition') &&
    parent.key === node
  )
    return parent.type === 'Property' && parent.shorthand ? node.name : undefined;
  return /^(Import|Export)/.test(parent.type) && !/Default|Expression/.test(parent.type) ? undefined : node.name;
};

/* Layers ----------------------------------------------------------------------------------------------------------- */

const importedBy = (node: Node): string | undefined => {
  const from =
    node.type === 'ImportDeclaration' ||
    node.type === 'ExportNamedDeclaration' ||
    node.type === 'ExportAllDeclaration' ||
    node.type === 'ImportExpression' ||
    node.type === 'TSImportType'
      ? node.source
      : node.type === 'TSExternalModuleReference'
        ? node.expression
        : node.type === 'CallExpression' && isNamed(node.callee, 'require')
          ? node.arguments[0]
          : undefined;
  if (from === undefined || from === null) return undefined;
  return from.type === 'Literal' && typeof from.value === 'string' ? from.value : '(computed)';
};

type Layer = Readonly<{ folder: string; mayUse: readonly string[]; packages: readonly string[] | 'any'; because: string }>;
const LAYERS: readonly Layer[] = [
  {
    folder: 'src/domain',
    mayUse: ['src/domain'],
    packages: [],
    because: 'the domain imports nothing outside itself; move what it needs inward, or hand it in as data',
  },
  {
    folder: 'src/projections',
    mayUse: ['src/domain', 'src/projections'],
    packages: [],
    because: 'a projection needs only facts; it imports src/domain and its own folder',
  },
  {
    folder: 'src/replay',
    mayUse: ['src/domain', 'src/projections', 'src/replay'],
    packages: ['node:crypto'],
    because: 'replay is the same folds again; it imports src/domain, src/projections, its own folder and node:crypto',
  },
  {
    folder: 'src/adapters',
    mayUse: ['src/domain', 'src/projections', 'src/replay', 'src/adapters'],
    packages: 'any',
    because: 'inside src an adapter imports the four layers, never the library entry or what lies outside src',
  },
];

export const importsPointInward: Rule = (source) => {
  const layer = LAYERS.find(({ folder }) => inside(source.file, folder));
  if (layer === undefined) return [];
  return find(source, (node) => {
    const name = importedBy(node);
    if (name === undefined || isRxjsInStream(source.file, name)) return undefined;
    const allowed = name.startsWith('.')
      ? inside(posix.join(posix.dirname(source.file), name), ...layer.mayUse)
      : layer.packages === 'any' || layer.packages.includes(name);
    return allowed ? undefined : `imports ${name}: ${layer.because}.`;
  });
};

const isRxjs = (name: string): boolean => name === 'rxjs' || name.startsWith('rxjs/');
const isRxjsInStream = (file: string, name: string): boolean => file === 'src/projections/stream.ts' && isRxjs(name);
export const rxjsHasOneHome: Rule = (source) =>
  find(source, (node) => {
    const name = importedBy(node);
    if (!inside(source.file, 'src') || name === undefined || !isRxjs(name) || isRxjsInStream(source.file, name)) return undefined;
    return `imports ${name}: src/projections/stream.ts is the one rxjs file; take its stream instead.`;
  });

/* Purity ----------------------------------------------------------------------------------------------------------- */

const clockAsked = (node: Node, parents: readonly Node[]): string | undefined => {
  const parent = parents.at(-1);
  const variable = variableRead(node, parents);
  if (variable === 'performance' || variable === 'hrtime') return variable;
  if (memberOf(node) === 'hrtime') return 'hrtime';
  if (variable === 'Temporal' && memberOf(parent) === 'Now') return 'Temporal.Now';
  if (variable !== 'Date') return undefined;
  if (parent?.type === 'NewExpression' && parent.callee === node && parent.arguments.length > 0) return undefined; // An instant somebody else named.
  if (isMember(parent, 'Date', 'UTC', 'parse') || (parent?.type === 'BinaryExpression' && parent.operator === 'instanceof'))
    return undefined;
  return parent?.type === 'NewExpression' ? 'new Date()' : memberOf(parent) === undefined ? 'Date' : `Date.${memberOf(parent)}`;
};
export const onlyRuntimeAsksTheTime: Rule = (source) =>
  !inside(source.file, 'src') || inside(source.file, 'src/adapters/runtime')
    ? []
    : find(source, (node, parents) => {
        const asked = clockAsked(node, parents);
        return (
          asked && `asks a clock (${asked}): only src/adapters/runtime may; take the time as data, or its Clock as an argument.`
        );
      });

const NOT_IN_THE_DOMAIN: Readonly<Record<string, string>> = {
  Date: 'time is integer microseconds, handed in as data',
  crypto: 'randomness and hashing belong to adapters and replay; ids are derived from positions',
  Intl: 'the answer differs between machines',
  process: 'the domain knows no process; hand the value in',
  globalThis: 'the domain has no surroundings',
  Buffer: 'bytes belong to the adapters',
  console: 'the domain answers in events, not in output',
  fetch: 'I/O belongs to the adapters',
  require: 'import what you need at the top of the file',
  setTimeout: 'a timer is set by an event and fires as an input',
  setInterval: 'a timer is set by an event and fires as an input',
  setImmediate: 'a turn is synchronous',
  queueMicrotask: 'a turn is synchronous',
  WeakRef: 'the garbage collector is not deterministic',
  FinalizationRegistry: 'the garbage collector is not deterministic',
  parseFloat: 'decimal strings are read by kernel/decimal.ts, digit by digit',
};
const MEMBERS_NOT_IN_THE_DOMAIN: Readonly<Record<string, string>> = {
  random: 'nothing is random here; ids are derived from positions and seeds are data',
  parseFloat: 'decimal strings are read by kernel/decimal.ts, digit by digit',
  toFixed: 'it rounds floats; format with kernel/decimal.ts',
  toPrecision: 'it rounds floats; format with kernel/decimal.ts',
  toExponential: 'it rounds floats; format with kernel/decimal.ts',
  localeCompare: 'the answer differs between machines; compare with <',
  toLocaleString: 'the answer differs between machines',
};
export const domainIsPure: Rule = (source) => {
  if (!inside(source.file, 'src/domain')) return [];
  return find(source, (node, parents) => {
    const asked = clockAsked(node, parents);
    if (asked) return `asks a clock (${asked}): time is data in the domain; take it from the input.`;
    const variable = variableRead(node, parents);
    if (variable !== undefined && Object.hasOwn(NOT_IN_THE_DOMAIN, variable))
      return `uses ${variable}: ${NOT_IN_THE_DOMAIN[variable]}.`;
    const member = memberOf(node);
    if (member !== undefined && Object.hasOwn(MEMBERS_NOT_IN_THE_DOMAIN, member))
      return `uses .${member}: ${MEMBERS_NOT_IN_THE_DOMAIN[member]}.`;
    if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await))
      return 'awaits: a turn is synchronous; waiting belongs to the adapters.';
    if ('async' in node && node.async) return 'has an async function: a turn is synchronous; waiting belongs to the adapters.';
    if (node.type === 'MetaProperty' && node.meta.name === 'import') return 'uses import.meta: the domain has no surroundings.';
    return undefined;
  });
};

/* Whole numbers ---------------------------------------------------------------------------------------------------- */

/** DESIGN §6: + − × ÷ √ on floats are the business of these two folders, and of no other. */
const FLOATING = ['src/domain/routing/model', 'src/domain/schedule/model'];
const WHOLE_MATH = ['abs', 'ceil', 'floor', 'max', 'min', 'sign', 'trunc'];
const EXACT = 'division of whole numbers';

const bare = (node: Node): Node =>
  node.type === 'ParenthesizedExpression' || node.type === 'TSAsExpression' ? bare(node.expression) : node;
/** Written as a bigint: mixing it with a number throws, so one operand tells for both. */
const isBigint = (outer: Node): boolean => {
  const node = bare(outer);
  if (node.type === 'Literal') return typeof node.value === 'bigint';
  if (node.type === 'CallExpression') return isNamed(node.callee, 'BigInt');
  if (node.type === 'UnaryExpression') return isBigint(node.argument);
  return node.type === 'BinaryExpression' && (isBigint(node.left) || isBigint(node.right));
};
/** `(a - a % b) / b`: nothing is left over. */
const leavesNoRest = (dividend: Node, divisor: Node, text: string): boolean => {
  const said = (node: Node): string => text.slice(bare(node).start, bare(node).end);
  const whole = bare(dividend);
  if (whole.type !== 'BinaryExpression' || whole.operator !== '-') return false;
  const rest = bare(whole.right);
  return (
    rest.type === 'BinaryExpression' &&
    rest.operator === '%' &&
    said(rest.left) === said(whole.left) &&
    said(rest.right) === said(divisor)
  );
};
/** Directly inside Math.floor, ceil or trunc, which of two safe integers is exact. */
const isRounded = (node: Node, parents: readonly Node[]): boolean => {
  const call = parents.findLast(({ type }) => type !== 'ParenthesizedExpression');
  return (
    call?.type === 'CallExpression' &&
    isMember(call.callee, 'Math', 'floor', 'ceil', 'trunc') &&
    call.arguments.some((argument) => bare(argument) === node)
  );
};

export const domainCountsInWholeNumbers: Rule = (source) => {
  if (!inside(source.file, 'src/domain') || inside(source.file, ...FLOATING)) return [];
  const saysExact = inside(source.file, 'src/domain/kernel') && source.comments.some((comment) => comment.includes(EXACT));
  return find(source, (node, parents) => {
    if (node.type === 'Literal' && typeof node.value === 'number' && !Number.isSafeInteger(node.value))
      return `has the number ${node.raw}: no floating point in the domain; use whole units (Price, Qty, Ppm, Micros).`;
    if (node.type === 'AssignmentExpression' && node.operator === '/=' && !isBigint(node.right) && !saysExact)
      return 'divides (/=): a quotient may be a fraction; use divFloor or divHalfEven of the kernel.';
    if (node.type === 'BinaryExpression' && node.operator === '/' && !saysExact)
      if (!isBigint(node) && !leavesNoRest(node.left, node.right, source.text) && !isRounded(node, parents))
        return `divides: a quotient may be a fraction; use divFloor or divHalfEven, round it with Math.floor, ceil or trunc, write it in bigint, or (in src/domain/kernel) say in a comment why it is an exact "${EXACT}".`;
    if (
      node.type === 'BinaryExpression' &&
      node.operator === '**' &&
      node.right.type === 'UnaryExpression' &&
      node.right.operator === '-'
    )
      return 'raises to a negative power: that is a fraction; multiply or divide whole numbers instead.';
    const member = memberOf(node);
    if (node.type === 'MemberExpression' && isNamed(node.object, 'Math') && !WHOLE_MATH.includes(member ?? ''))
      return `uses Math.${member ?? '[…]'}: it may answer with a fraction; the domain has ${WHOLE_MATH.join(', ')}.`;
    return undefined;
  });
};

/* Files, words, tests ---------------------------------------------------------------------------------------------- */

export const LONGEST_FILE = 400;
export const filesAreShort: Rule = ({ file, text }) => {
  const lines = text.replace(/\n$/, '').split('\n').length;
  return inside(file, 'src') && lines > LONGEST_FILE
    ? [`${file} has ${lines} lines, past ${LONGEST_FILE}: split it by the question that each part answers.`]
    : [];
};

/** Words that mark unfinished work, spelled with a gap so that this file passes its own rule. */
const UNFINISHED = [
  'to|do',
  'fix|me',
  'x|xx',
  'ha|ck',
  'not| implemented',
  'un|implemented',
  'stub|bed',
  'place|holder',
  'for| now',
  'dum|my',
].map((word) => word.replace('|', ''));
const unfinished = new RegExp(`\\b(${UNFINISHED.join('|')})\\b`, 'i');
/** Comments and names alike, in code and in prose. */
export const workIsFinished = ({ file, text }: Pick<Source, 'file' | 'text'>): Complaint[] =>
  text.split('\n').flatMap((line, at) => {
    const word = unfinished.exec(line)?.[0];
    return word === undefined ? [] : [`${file}:${at + 1} says "${word}": finish it, or say plainly what is and why.`];
  });

const LEFT_OUT = ['only', 'skip', 'fails', UNFINISHED[0]];
const RUNNERS = ['it', 'test', 'describe', 'suite', 'bench'];
const runnerOf = (node: Node): string | undefined => {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'MemberExpression') return runnerOf(node.object);
  if (node.type === 'CallExpression') return runnerOf(node.callee);
  return node.type === 'TaggedTemplateExpression' ? runnerOf(node.tag) : undefined;
};
export const everyTestRuns: Rule = (source) =>
  !inside(source.file, 'test')
    ? []
    : find(source, (node) => {
        const member = memberOf(node);
        if (node.type !== 'MemberExpression' || !LEFT_OUT.includes(member ?? '')) return undefined;
        if (!RUNNERS.includes(runnerOf(node.object) ?? '')) return undefined;
        return `has a test marked .${member}: let it run, delete it, or use .skipIf(what this machine lacks).`;
      });

export const RULES: Readonly<Record<string, Rule>> = {
  'imports point inward': importsPointInward,
  'rxjs has one home': rxjsHasOneHome,
  'only the runtime asks the time': onlyRuntimeAsksTheTime,
  'the domain is pure': domainIsPure,
  'the domain counts in whole numbers': domainCountsInWholeNumbers,
  'files are short': filesAreShort,
  'work is finished': workIsFinished,
  'every test runs': everyTestRuns,
};

/* Folders ---------------------------------------------------------------------------------------------------------- */

/** Folders that carry weight whatever they hold. */
const ALWAYS_WEIGHTY = ['journal', 'src/projections', 'src/replay'];
const FEWEST_LINES = 5;

/** `readmes` maps a folder to the text of its README.md. */
export const foldersExplainThemselves = (files: readonly string[], readmes: ReadonlyMap<string, string>): Complaint[] => {
  const count = new Map<string, number>();
  for (const file of files) if (inside(file, 'src')) count.set(posix.dirname(file), (count.get(posix.dirname(file)) ?? 0) + 1);
  const present = ALWAYS_WEIGHTY.filter((folder) => files.some((file) => inside(file, folder)));
  const weighty = new Set([...present, ...[...count].filter(([, n]) => n >= 3).map(([folder]) => folder)]);
  return [...weighty].sort().flatMap((folder) => {
    const readme = readmes.get(folder);
    if (readme === undefined)
      return [
        `${folder} has no README.md: write what it knows, what it promises, what it never does, where to start reading, how it is tested.`,
      ];
    return readme.split('\n').filter((line) => line.trim() !== '').length < FEWEST_LINES
      ? [
          `${folder}/README.md is shorter than ${FEWEST_LINES} lines: it says what the folder knows, promises, never does, where to start reading, how it is tested.`,
        ]
      : [];
  });
};

export const srcHasFourFolders = (entries: readonly string[]): Complaint[] =>
  entries
    .filter((entry) => !['domain', 'projections', 'replay', 'adapters', 'index.ts'].includes(entry) && !entry.endsWith('.md'))
    .map((entry) => `src/${entry} is outside the four folders of src: find its layer (domain, projections, replay, adapters).`);
