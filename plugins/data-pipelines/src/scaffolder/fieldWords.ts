import { translationApiRef, type ApiHolder } from '@backstage/frontend-plugin-api';
import { dataPipelinesTranslationRef } from '../translations';
import type { Words } from '../parts/words';

/**
 * The words for a field's validation, which runs outside of React. The form
 * that it validates has been drawn with them, so they are there.
 *
 * @throws Error when validation runs in an app without translations
 */
export function fieldWords(apis: ApiHolder): Words {
  const snapshot = apis.get(translationApiRef)?.getTranslation(dataPipelinesTranslationRef);
  if (!snapshot?.ready) throw new Error('The form cannot be checked because its translation has not been loaded; load the page again');
  return snapshot.t;
}
