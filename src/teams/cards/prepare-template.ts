import { createRequire } from 'node:module';
import { type CardActions, compileTemplate, finishCard } from './compile-template.ts';
import type { Json } from './json.ts';
import { literal, UnknownExpression } from './template-expression.ts';

/**
 * Gives the function that fills a card's template with data. The template is compiled where we know all its expressions. A
 * team may write any others into its cards: those templates are filled by adaptivecards-templating, which is loaded then.
 */
export function prepareTemplate(template: Json, actions: CardActions): (data: Json) => Json {
  try {
    return compileTemplate(template, actions);
  } catch (error) {
    if (!(error instanceof UnknownExpression)) throw error;
    return byLibrary(template, actions);
  }
}

function byLibrary(template: Json, actions: CardActions): (data: Json) => Json {
  const { Template } = createRequire(import.meta.url)(
    'adaptivecards-templating',
  ) as typeof import('adaptivecards-templating');
  const prepared = new Template(template);
  return (data) => finishCard(prepared.expand({ $root: literal(data) as object }) as Json, actions);
}
