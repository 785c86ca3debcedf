/** Parameters and fields that name something, and which of the known names fit. */
const NAMES = {
  pipeline: 'pipelines', element: 'elements', operation: 'operations', recoveryPoint: 'points', cluster: 'clusters', volumes: 'volumes', elements: 'elements',
  size: 'sizes', schedule: 'schedules',
};

function known(values, schema, only) {
  if (values.length === 0) return schema;
  const one = { type: 'string', enum: values };
  return only ? one : { anyOf: [one, schema] };
}

/** Names that the caller chooses: others than the known ones are as good. */
const FREE = ['size', 'schedule'];

/** `inRequest`: where a name that is not there is refused, so that it need not be asked for besides. */
function named(key, schema, names, inRequest) {
  const values = names[NAMES[key]];
  if (!values || schema.enum) return schema;
  const only = inRequest && !FREE.includes(key);
  if (schema.type === 'array') return { ...schema, items: known(values, schema.items, only) };
  return schema.type === 'string' ? known(values, schema, only) : schema;
}

/** Requests only: what the API answers is checked against its own words. */
const REQUESTS = [
  'ExpandRequest', 'SnapshotRequest', 'RestoreRequest', 'CloneRequest', 'DeleteRequest', 'UndoRequest', 'RemoveLeftoversRequest', 'ScheduleSpec', 'ManifestsRequest',
];

/**
 * The API document of a running backend, told which names exist there, so that
 * not every request ends at "there is no such". It asks for nothing that the
 * document itself does not allow. Plans lead on to starts, starts to cancels.
 *
 * @param {object} document
 * @param {Record<string, string[]>} names by `pipelines`, `elements` …
 */
export function knowingDocument(document, names) {
  const copy = structuredClone(document);
  const { parameters, schemas } = copy.components;
  for (const parameter of Object.values(parameters)) {
    const key = parameter.name === 'pipeline' || parameter.name === 'element' ? parameter.name : NAMES[parameter.name] && parameter.name;
    // A list that is filtered by another name is empty; what is asked for by another name is not there.
    if (key) parameter.schema = named(key, parameter.schema, names, parameter.in === 'path');
  }
  for (const name of REQUESTS) {
    const { properties } = schemas[name];
    for (const [key, schema] of Object.entries(properties)) if (schema.type) properties[key] = named(key, schema, names, true);
  }
  // The backend writes each path in full.
  const answers = (place, method) => copy.paths[Object.keys(copy.paths).find(path => path.endsWith(place))][method].responses['200'];
  answers('/plans', 'post').links = {
    start: {
      operationId: 'startOperation',
      requestBody: { plan: '$response.body#/id', hash: '$response.body#/hash', request: '$response.body#/request', confirmation: { acknowledged: true } },
    },
  };
  answers('/operations', 'post').links = {
    follow: { operationId: 'getOperation', parameters: { operation: '$response.body#/summary/id' } },
    cancel: { operationId: 'cancelOperation', parameters: { operation: '$response.body#/summary/id' } },
  };
  return copy;
}
