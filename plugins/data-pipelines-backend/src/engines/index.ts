import type { Engine } from '@penstock/backstage-plugin-data-pipelines-node';
import { elasticsearchEngine } from './elasticsearch/engine';
import { kafkaEngine } from './kafka/engine';
import { sparkEngine } from './spark/engine';
import { statefulSetEngine } from './statefulset/engine';

/** The engines that come with Penstock; others join through the extension point. */
export const engines: readonly Engine[] = [kafkaEngine, elasticsearchEngine, sparkEngine, statefulSetEngine];
