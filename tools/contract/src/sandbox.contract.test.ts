import { contractSuite } from './contractSuite';

contractSuite('sandbox', {
  'apply-wrong-type':
    'it answers 422 with the field, as to a create; Kubernetes 1.36 answers 500 before it validates',
});
