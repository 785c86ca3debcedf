import { RefusedInputError } from '../errors';
import type { OperationsDoor } from '../operations/OperationsService';
import type { ApiRouter, ReadCaller } from './createApiRouter';

const DEFAULT_WAIT = 20;

/** `POST /plans`, `/operations`, `/operations/{operation}`, its cancel, and `GET /leftovers`. */
export function addOperationRoutes(router: ApiRouter, readCaller: ReadCaller, { operations }: { operations: OperationsDoor }): void {
  router.post('/plans', async (req, res) => {
    res.json(await operations.plan(req.body, await readCaller(req)));
  });

  router.get('/operations', async (req, res) => {
    const caller = await readCaller(req);
    const { pipeline, element, state, limit, cursor } = req.query;
    res.json(await operations.list({ pipeline, element, state, limit, cursor }, caller));
  });

  router.post('/operations', async (req, res) => {
    const caller = await readCaller(req);
    const key = req.header('idempotency-key');
    if (key === undefined) {
      throw new RefusedInputError('Nothing was started: the header Idempotency-Key is missing; choose a key for each operation that you intend, and repeat the request with it', {
        code: 'INPUT_INVALID',
        reason: 'The header Idempotency-Key is missing.',
        remedy: 'Choose a key for each operation that you intend, and repeat the request with it.',
      });
    }
    res.json(await operations.start(req.body, key, caller));
  });

  router.get('/operations/:operation', async (req, res) => {
    const caller = await readCaller(req);
    const { after, wait } = req.query;
    const gone = new AbortController();
    res.on('close', () => gone.abort());
    res.json(
      await operations.get(
        req.params.operation,
        caller,
        after === undefined ? undefined : { after, seconds: wait ?? DEFAULT_WAIT, signal: gone.signal },
      ),
    );
  });

  router.post('/operations/:operation/cancel', async (req, res) => {
    res.json(await operations.cancel(req.params.operation, await readCaller(req)));
  });

  router.get('/leftovers', async (req, res) => {
    const caller = await readCaller(req);
    const { pipeline, element } = req.query;
    res.json(await operations.leftovers({ pipeline, element }, caller));
  });
}
