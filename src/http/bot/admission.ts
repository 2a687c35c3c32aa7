import type { IncomingHttpHeaders } from 'node:http';
import type { OutgoingResponse } from './response.ts';

/** What a request's head proves: who may send a body, and what answers it; or the answer that ends the request. */
export type Admission =
  | { readonly ok: true; answer(body: object): Promise<OutgoingResponse> }
  | { readonly ok: false; readonly response: OutgoingResponse };

/** Decides from the head of a request whether to read its body. Nothing else of the request was read so far. */
export type Admit = (headers: IncomingHttpHeaders) => Promise<Admission>;
