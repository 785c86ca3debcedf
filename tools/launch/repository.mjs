import { fileURLToPath } from 'node:url';
import path from 'node:path';

/** The root of the checkout. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Everything that is fetched, built or written while running lies below this
 * one folder; deleting it makes the checkout new again. PENSTOCK_CACHE moves it.
 */
export const CACHE = process.env.PENSTOCK_CACHE
  ? path.resolve(process.env.PENSTOCK_CACHE)
  : path.join(ROOT, '.cache');

/** Joins path segments below the root. */
export const inRoot = (...segments) => path.join(ROOT, ...segments);

/** Joins path segments below the cache folder. */
export const inCache = (...segments) => path.join(CACHE, ...segments);
