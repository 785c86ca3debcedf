import type { UserInfoService } from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { Caller } from '../audit/Audit';
import { RefusedInputError } from '../errors';
import type { PipelinesService } from '../pipelines/PipelinesService';
import type { ApiRouter, ReadCaller } from './createApiRouter';

const DEFAULT_LIMIT = 200;

interface PipelineRoutesOptions {
  pipelines: PipelinesService;
  userInfo: UserInfoService;
}

/** `GET /pipelines` and `GET /pipelines/{pipeline}`. */
export function addPipelineRoutes(router: ApiRouter, readCaller: ReadCaller, options: PipelineRoutesOptions): void {
  const { pipelines, userInfo } = options;

  router.get('/pipelines', async (req, res) => {
    const caller = await readCaller(req);
    const { status, cluster, owner, engine, limit, cursor, expand } = req.query;
    const owners = owner === undefined ? undefined : await readOwners(owner, caller, userInfo);
    res.json(
      await pipelines.listPipelines({ status, cluster, owners, engine, limit: limit ?? DEFAULT_LIMIT, cursor, expand }, caller),
    );
  });

  router.get('/pipelines/:pipeline', async (req, res) => {
    res.json(await pipelines.getPipeline(req.params.pipeline, await readCaller(req)));
  });
}

async function readOwners(owner: string, caller: Caller, userInfo: UserInfoService): Promise<readonly string[]> {
  if (owner === 'me') {
    const info = await userInfo.getUserInfo(caller.credentials).catch(() => undefined);
    if (!info) throw ownerInvalid('"me" stands for a signed-in user, and this request is made by none');
    return info.ownershipEntityRefs;
  }
  try {
    return [stringifyEntityRef(parseEntityRef(owner, { defaultKind: 'group', defaultNamespace: 'default' }))];
  } catch {
    throw ownerInvalid(`"${owner.slice(0, 100)}" is no entity reference`);
  }
}

function ownerInvalid(reason: string): RefusedInputError {
  return new RefusedInputError(
    `The pipelines of this owner cannot be listed: ${reason}; give an entity reference such as group:default/checkout`,
    { code: 'INPUT_INVALID', reason: `${reason}.`, remedy: 'Give an entity reference such as group:default/checkout.' },
  );
}
