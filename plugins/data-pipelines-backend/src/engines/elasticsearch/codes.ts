import { findingCodes } from '../shared/finding';

/** Codes of the elasticsearch engine. */
export const ELASTICSEARCH_CODES = findingCodes({
  ES_HEALTH_RED: 'Elasticsearch is red: primary shards are missing, so data cannot be read or written.',
  ES_HEALTH_YELLOW: 'Elasticsearch is yellow: replica shards are missing, so the loss of a node loses data.',
  ES_HEALTH_UNKNOWN: 'The health of Elasticsearch is not known to the operator, or is a colour that Penstock does not know.',
  ES_UNREACHABLE: 'The operator cannot reach Elasticsearch, although it could before.',
  ES_STARTING: 'Elasticsearch does not answer yet while it is started for the first time.',
  ES_APPLYING_CHANGES: 'The operator applies a change of the spec.',
  ES_MIGRATING_DATA: 'Data moves off nodes that are to be removed.',
  ES_STALLED: 'A change of the spec cannot go on.',
  ES_INVALID: 'The operator refuses the spec.',
  ES_RECONCILIATION_FAILED: 'The operator cannot apply the spec; only the condition ReconciliationComplete says why.',
  ES_NODES_MISSING: 'Fewer nodes are available than the spec wants, while the phase stays Ready.',
  ES_VERSION_BEHIND: 'Not every node runs the version that the spec wants.',
  ES_RECONCILIATION_INCOMPLETE: 'The phase is Ready, but the condition ReconciliationComplete is not.',
});
