import { sentencesOf } from '../../sentences/sentences.ts';

/** Programs ask the listener, and nobody knows the language of the person behind one. */
export const ENGLISH = sentencesOf('en');
