import type { ControlPlane, UserName } from 'control-plane';

/** The two servers that the contract suite judges. */
export type TargetName = 'sandbox' | 'real';

/** A running Kubernetes API server, sandbox or real. */
export interface Target {
  name: TargetName;
  /** `https://127.0.0.1:40123` */
  server: string;
  /** PEM of the authority of the server's certificate. */
  ca: string;
  /** One bearer token per user, whom the server knows by the same name: all rights, the product's, reading, none. */
  tokens: Record<UserName, string>;
  /** A kubeconfig for the server with one context per user, `admin` current. */
  kubeconfigPath: string;
  /** Data of the server; removed by {@link Target.stop}. */
  folder: string;
  /** Sidecars and driver of the real server, where they were asked for. */
  storage?: ControlPlane['storage'];
  /** What the product asks the real server for, where it is noted. */
  audit?: ControlPlane['audit'];
  /** Makes every resource version up to now too old; open watches may break. */
  forgetHistory(): Promise<void>;
  stop(): Promise<void>;
}
