/** Gives what is wrong with a value, with the path to it; undefined when nothing is. */
export type Shape = (value: unknown, path: string) => string | undefined;

export const text: Shape = (value, path) => (typeof value === 'string' ? undefined : `${path} is not a text`);

export const number: Shape = (value, path) =>
  typeof value === 'number' && Number.isFinite(value) ? undefined : `${path} is not a number`;

export const flag: Shape = (value, path) =>
  typeof value === 'boolean' ? undefined : `${path} is neither true nor false`;

/** One of a few fixed values. */
export function oneOf(...allowed: readonly (string | number)[]): Shape {
  return (value, path) =>
    allowed.some((one) => one === value) ? undefined : `${path} is none of ${allowed.join(', ')}`;
}

/** The same shape, or absent. */
export function optional(shape: Shape): Shape {
  return (value, path) => (value === undefined ? undefined : shape(value, path));
}

/** A list whose every entry has the shape. */
export function listOf(shape: Shape): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) return `${path} is not a list`;
    for (const [index, entry] of value.entries()) {
      const problem = shape(entry, `${path}[${index}]`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

/** An object with these fields; others are let be, so that an older version can read what a newer one adds. */
export function fields(shapes: Readonly<Record<string, Shape>>): Shape {
  const entries = Object.entries(shapes);
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return `${path} is not an object`;
    for (const [name, shape] of entries) {
      const problem = shape(Reflect.get(value, name), path === '' ? name : `${path}.${name}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

/** An object whose shape depends on the text in one of its fields. */
export function oneOfBy(name: string, shapes: Readonly<Record<string, Shape>>): Shape {
  const which = fields({ [name]: oneOf(...Object.keys(shapes)) });
  return (value, path) =>
    which(value, path) ?? shapes[String(Reflect.get(Object(value), name))]?.(value, path);
}
