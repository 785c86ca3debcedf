import { createElement, Fragment, isValidElement } from 'react';
import type { TranslationApi, TranslationSnapshot } from '@backstage/frontend-plugin-api';

/** Marks the begin and the end of a translated text. */
export const PSEUDO = { begin: '⟦', end: '⟧' };

/** Forty per cent longer, marked, and still readable. */
export function pseudo(text: string): string {
  return `${PSEUDO.begin}${text}${'·'.repeat(Math.ceil(text.length * 0.4))}${PSEUDO.end}`;
}

function lengthened(snapshot: TranslationSnapshot<Record<string, string>>): TranslationSnapshot<Record<string, string>> {
  if (!snapshot.ready) return snapshot;
  return {
    ready: true,
    t: new Proxy(snapshot.t, {
      apply(target, self, args: unknown[]) {
        const said: unknown = Reflect.apply(target, self, args);
        if (typeof said === 'string') return pseudo(said);
        return isValidElement(said) ? createElement(Fragment, {}, PSEUDO.begin, said, PSEUDO.end) : said;
      },
    }),
  };
}

/** A translation in which every translated text is marked and longer, so that what is not translated shows. */
export function pseudoTranslation(inner: TranslationApi): TranslationApi {
  return new Proxy(inner, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property);
      if (property === 'getTranslation' && typeof value === 'function') {
        return (ref: unknown) => lengthened(Reflect.apply(value, target, [ref]));
      }
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
