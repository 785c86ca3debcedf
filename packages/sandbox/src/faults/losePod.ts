import { PODS } from '../controllers/kinds/core';
import { asAdmin } from './asAdmin';
import type { Fault } from './Fault';
import { podsOfElement } from './elements';

/** A pod is gone at once, as if its process and machine had been killed; whoever owns it makes it anew. */
export const losePod: Fault = {
  name: 'lose-pod',
  label: 'Pod lost',
  explanation: 'A pod is killed without grace; its owner makes a new one.',
  healing: 'at once',
  parameters: [
    { name: 'namespace', label: 'Namespace', type: 'text' },
    {
      name: 'element',
      label: 'Element, whose first pod is taken',
      type: 'text',
      optional: true,
    },
    { name: 'pod', label: 'Pod', type: 'text', optional: true },
  ],
  mark: order =>
    `${order.text('namespace')}/${order.text('pod') || order.text('element')}`,
  describe: order =>
    `a pod of ${order.text('namespace')}/${
      order.text('pod') || order.text('element')
    } was killed`,
  start: async (cluster, order) => {
    const namespace = order.text('namespace');
    await asAdmin(cluster, async client => {
      const { items } = await client.list(PODS, { namespace });
      const wanted = order.text('pod')
        ? items.filter(({ metadata }) => metadata.name === order.text('pod'))
        : podsOfElement(items, order.text('element'));
      const [pod] = wanted;
      if (!pod) {
        throw new Error(
          `There is no such pod in the namespace ${namespace}; name a pod, or an element that has one.`,
        );
      }
      await client.delete(PODS, namespace, pod.metadata.name, {
        gracePeriodSeconds: 0,
        uid: pod.metadata.uid,
      });
    });
    return { hits: () => 1, heal: async () => undefined };
  },
};
