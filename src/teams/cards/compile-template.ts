import { isolateNumbers, RETURNED } from './for-reader.ts';
import { isJsonObject, type Json } from './json.ts';
import { compileCondition, compileText, type Evaluate, type Scope } from './template-expression.ts';

/** How buttons are emitted: `Action.Execute` with an `Action.Submit` fallback, or the `Action.Submit` alone. */
export type CardActions = 'execute' | 'submit';

/** A part of a template: what it is for all data, or what gives it for the data of one card. */
type Part = { readonly always: Json } | Evaluate;

/** A field of an object, and what it becomes. */
type Field = readonly [name: string, part: Part];

/** What is done to a part of a template besides filling it in. */
interface How {
  /** Undefined where buttons stay as they are. */
  readonly actions: CardActions | undefined;
  /** The name of the field that it stands in; undefined where nobody reads it. */
  readonly readAs: string | undefined;
  /** True for a card whose data stand in it already: what looks like an expression is somebody's text. */
  readonly isFilled: boolean;
}

/** Fields of a template that are instructions and not part of the card. */
const INSTRUCTIONS = new Set(['$data', '$when', '$root', '$index', '$host', '$_acTemplateVersion']);

/**
 * Compiles a card's template (Adaptive Cards Templating, as far as our cards use it) into a plain function of its data. The
 * library of that language takes some ten times as long for each card; a test holds this to it for every card. Throws
 * `UnknownExpression` for what only the library knows.
 *
 * Every `Action.Execute` gets its `Action.Submit` twin with the same verb and data, or gives place to it. A row that can be
 * pressed needs none where `Action.Execute` is meant: a client without it also lacks the element that hides the row's own
 * button. Texts come as `isolateNumbers` gives them. What stands in the template alone is shared by all cards, and frozen.
 */
export function compileTemplate(template: Json, actions: CardActions): (data: Json) => Json {
  const part = compile(template, { actions, readAs: '', isFilled: false });
  return (data) => resolve(part, { root: data, data });
}

/** Does to a card that is filled in already what compiled templates do: buttons get their twins, and numbers are isolated. */
export function finishCard(card: Json, actions: CardActions): Json {
  return resolve(compile(card, { actions, readAs: '', isFilled: true }), { root: null, data: null });
}

function resolve(part: Part, scope: Scope): Json {
  return typeof part === 'function' ? part(scope) : part.always;
}

function compile(node: Json, how: How): Part {
  if (typeof node === 'string') return compileTextField(node, how);
  if (Array.isArray(node)) return compileList(node, how);
  return isJsonObject(node) ? compileObject(node, how) : { always: node };
}

function compileTextField(text: string, { readAs, isFilled }: How): Part {
  const value = isFilled ? undefined : compileText(text);
  if (readAs === undefined) return value ?? { always: text };
  if (value === undefined) return { always: isolateNumbers(text, readAs) };
  return (scope) => isolateNumbers(value(scope), readAs);
}

/** What a condition drops is left out of a list, and what is repeated stands in it one after the other. */
function compileList(nodes: readonly Json[], how: How): Part {
  const parts = nodes.map((node) => compile(node, how));
  const build: Evaluate = (scope) => {
    const list: Json[] = [];
    for (const part of parts) {
      const item = resolve(part, scope);
      if (Array.isArray(item)) list.push(...item);
      else if (item !== null) list.push(item);
    }
    return list;
  };
  return orAlways(build, parts);
}

function compileObject(node: { readonly [key: string]: Json }, how: How): Part {
  const fields = Object.keys(node)
    .filter((name) => !INSTRUCTIONS.has(name))
    .map((name): Field => [name, compile(node[name], within(name, how))]);
  const isButton = how.actions !== undefined && node['type'] === 'Action.Execute';
  const build = isButton ? buttonOf(fields, how.actions) : objectOf(fields);
  const { $when: when, $data: data } = node;
  if (when === undefined && data === undefined)
    return orAlways(
      build,
      fields.map(([, part]) => part),
    );
  return repeated(build, {
    when: conditionOf(when),
    data:
      data === undefined
        ? undefined
        : compile(data, { actions: undefined, readAs: undefined, isFilled: false }),
  });
}

/** What is done to the value of a field, for what is done to its object. */
function within(name: string, { actions, readAs, isFilled }: How): How {
  return {
    isFilled,
    actions: name === 'selectAction' && actions === 'execute' ? undefined : actions,
    readAs: readAs === undefined || RETURNED.has(name) ? undefined : name,
  };
}

/** An object once for each item of its data, as far as its condition holds: one, a list of them, or null for none. */
function repeated(
  build: Evaluate,
  { when, data }: { readonly when: Evaluate<boolean>; readonly data: Part | undefined },
): Evaluate {
  return (scope) => {
    const items = data === undefined ? scope.data : resolve(data, scope);
    const built: Json[] = [];
    for (const item of data !== undefined && Array.isArray(items) ? items : [items]) {
      const inner = item === undefined ? scope : { root: scope.root, data: item };
      if (when(inner)) built.push(build(inner));
    }
    return built.length > 1 ? built : (built[0] ?? null);
  };
}

function conditionOf(when: Json): Evaluate<boolean> {
  if (when === undefined) return () => true;
  if (typeof when === 'string') return compileCondition(when);
  throw new Error('a card’s template has a condition that is no expression');
}

function objectOf(fields: readonly Field[]): Evaluate {
  return (scope) => {
    const object: Record<string, Json> = {};
    for (const [name, part] of fields) {
      const value = resolve(part, scope);
      if (value !== undefined) object[name] = value;
    }
    return object;
  };
}

/** Builds a button and its twin in one go: there are thirty on a page of a list. */
function buttonOf(fields: readonly Field[], actions: CardActions | undefined): Evaluate {
  return (scope) => {
    const execute: Record<string, Json> = {};
    const submit: Record<string, Json> = {};
    const carried: Record<string, Json> = {};
    for (const [name, part] of fields) {
      const value = resolve(part, scope);
      if (value === undefined) continue;
      execute[name] = value;
      if (name === 'verb' || name === 'type') continue;
      if (name !== 'data') submit[name] = value;
      else if (isJsonObject(value)) for (const key of Object.keys(value)) carried[key] = value[key];
    }
    carried['verb'] = execute['verb'];
    submit['type'] = 'Action.Submit';
    submit['data'] = carried;
    if (actions === 'submit') return submit;
    execute['fallback'] = submit;
    return execute;
  };
}

/** Built once for all where nothing in it depends on the data. */
function orAlways(build: Evaluate, parts: readonly Part[]): Part {
  if (parts.some((part) => typeof part === 'function')) return build;
  return { always: frozen(build({ root: null, data: null })) };
}

function frozen(value: Json): Json {
  if (typeof value === 'object' && value !== null) {
    for (const child of Object.values(value)) frozen(child);
    Object.freeze(value);
  }
  return value;
}
