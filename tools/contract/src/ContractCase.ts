import type { UserName } from 'control-plane';
import type { Api } from './Api';
import type { Target } from './target';

/** What a case works with. */
export interface CaseContext {
  target: Target;
  /** Requests with all rights. */
  admin: Api;
  /** Requests as one of the users. */
  as(user: UserName): Api;
  /** A fresh namespace of this case alone. */
  namespace: string;
  /** Path of a resource of the core group in that namespace. */
  core(resource: string): string;
  /** Path of a custom resource of the suite's own definition in that namespace. */
  basins: string;
}

/** One thing that every Kubernetes API server does. */
export interface ContractCase {
  /** Stable and unique; names the case in a target's list of gaps. */
  id: string;
  title: string;
  run(context: CaseContext): Promise<void>;
}
