import { useTranslationRef, type TranslationFunction, type TranslationRef } from '@backstage/frontend-plugin-api';
import { dataPipelinesTranslationRef } from '../translations';

type MessagesOf<T> = T extends TranslationRef<string, infer M> ? M : never;

/** Penstock's translation function; takes a key of `translations.ts`. */
export type Words = TranslationFunction<MessagesOf<typeof dataPipelinesTranslationRef>>;

/** The words in the language of the user. */
export function useWords(): Words {
  return useTranslationRef(dataPipelinesTranslationRef).t;
}
