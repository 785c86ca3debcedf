/**
 * What browser and server of Penstock share: the API's types and client, the
 * vocabulary, the permissions and the manifest lint rules. Knows neither Node
 * nor React.
 *
 * @packageDocumentation
 */
export * from './client';
export * from './lint';
export * from './schema/openapi';
export * from './vocabulary';
