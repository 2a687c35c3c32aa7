import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from './answer.ts';

/** What a request's head proves: who may send a body, and what answers it; or the answer that ends the request. */
export type Admission =
  | { readonly ok: true; answer(body: object): Promise<Answer> }
  | { readonly ok: false; readonly answer: Answer };

/** Decides by its head alone whether the body of a request is worth reading. Nothing else of it was looked at. */
export type Admit = (headers: IncomingHttpHeaders) => Promise<Admission>;
