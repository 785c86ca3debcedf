import { fileURLToPath } from 'node:url';
import path from 'node:path';

/** The root of the checkout. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Tools that are fetched, state, logs and test equipment lie below this one
 * folder; it may be deleted at any time. PENSTOCK_CACHE moves it. Packages are
 * in node_modules, the bundle in packages/app/dist.
 */
export const CACHE = process.env.PENSTOCK_CACHE
  ? path.resolve(process.env.PENSTOCK_CACHE)
  : path.join(ROOT, '.cache');

/** Joins path segments below the root. */
export const inRoot = (...segments) => path.join(ROOT, ...segments);

/** Joins path segments below the cache folder. */
export const inCache = (...segments) => path.join(CACHE, ...segments);
