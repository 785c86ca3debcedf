import { ANNOTATION_WRITES_TO, LABEL_ELEMENT } from '@penstock/backstage-plugin-data-pipelines-common';
import type { InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { commaSeparated, fieldsAt, textAt } from '../../shared/reading';
import { KAFKA, KAFKA_CONNECT } from '../kinds';
import { allConnectsOf, connectorsOf } from '../topology';

/** A connector and where it lives. */
export interface PlacedConnector {
  connector: KubernetesObject;
  connect: KubernetesObject;
  /** Id of the element whose part it is; undefined where nobody labelled its Kafka. */
  element: string | undefined;
}

/** Whether it reads from Kafka: Connect says so, or it names the topics that it reads. */
export function isSink(connector: KubernetesObject): boolean {
  const type = textAt(connector, 'status.connectorStatus.type');
  if (type !== undefined) return type === 'sink';
  const config = fieldsAt(connector, 'spec.config');
  return config.topics !== undefined || config['topics.regex'] !== undefined;
}

function elementOf(connect: KubernetesObject, inventory: InventoryReader): string | undefined {
  const own = connect.metadata.labels?.[LABEL_ELEMENT];
  if (own !== undefined) return own;
  const kafka = inventory.list(KAFKA).find(candidate => allConnectsOf(candidate, inventory).some(({ metadata }) => metadata.uid === connect.metadata.uid));
  return kafka?.metadata.labels?.[LABEL_ELEMENT];
}

function placed(connects: readonly KubernetesObject[], inventory: InventoryReader): PlacedConnector[] {
  return connects.flatMap(connect => connectorsOf(connect, inventory).map(connector => ({ connector, connect, element: elementOf(connect, inventory) })));
}

/** All connectors of the Connect clusters beside a Kafka, or of one Connect cluster. */
export function connectorsAround(root: KubernetesObject, inventory: InventoryReader): readonly PlacedConnector[] {
  return placed(root.kind === 'KafkaConnect' ? [root] : allConnectsOf(root, inventory), inventory);
}

/** The sink connectors of the same cluster whose annotation, or whose Connect's, names the element that they write to. */
export function connectorsWritingTo(element: string, inventory: InventoryReader): readonly PlacedConnector[] {
  return placed(inventory.list(KAFKA_CONNECT), inventory).filter(({ connector, connect }) => {
    const own = commaSeparated(connector.metadata.annotations?.[ANNOTATION_WRITES_TO]);
    const targets = own.length > 0 ? own : commaSeparated(connect.metadata.annotations?.[ANNOTATION_WRITES_TO]);
    return targets.includes(element) && isSink(connector);
  });
}
