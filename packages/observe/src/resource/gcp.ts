import type { AttributeValue, Attributes } from '@opentelemetry/api';
import type { EnvironmentVariables } from '../config/env.ts';
import {
  ATTR_CLOUD_ACCOUNT_ID,
  ATTR_CLOUD_AVAILABILITY_ZONE,
  ATTR_CLOUD_PLATFORM,
  ATTR_CLOUD_PROVIDER,
  ATTR_CLOUD_REGION,
  ATTR_FAAS_INSTANCE,
  ATTR_FAAS_NAME,
  ATTR_FAAS_VERSION,
  ATTR_GCP_CLOUD_RUN_JOB_EXECUTION,
  ATTR_GCP_CLOUD_RUN_JOB_TASK_INDEX,
  ATTR_GCP_GCE_INSTANCE_NAME,
  ATTR_HOST_ID,
  ATTR_HOST_TYPE,
  ATTR_K8S_CLUSTER_NAME,
} from './attributes.ts';
import type { FileSystem } from './file-system.ts';
import { isKubernetes } from './kubernetes.ts';
import { readMetadata } from './metadata-server.ts';

/** What the firmware of a virtual machine of Google Cloud calls it. */
const PRODUCT_FILE = '/sys/class/dmi/id/product_name';

type Platform =
  'gcp_app_engine' | 'gcp_cloud_functions' | 'gcp_cloud_run' | 'gcp_compute_engine' | 'gcp_kubernetes_engine';

/** Turns the answer of the metadata server into the value of an attribute. */
interface LateAttribute {
  readonly path: string;
  readonly read?: (answer: string) => string | undefined;
}

const ACCOUNT: Readonly<Record<string, LateAttribute>> = {
  [ATTR_CLOUD_ACCOUNT_ID]: { path: 'project/project-id' },
};
const ZONE: Readonly<Record<string, LateAttribute>> = {
  [ATTR_CLOUD_AVAILABILITY_ZONE]: { path: 'instance/zone', read: lastSegment },
  [ATTR_CLOUD_REGION]: { path: 'instance/zone', read: (zone) => regionOf(lastSegment(zone)) },
};
const SERVERLESS: Readonly<Record<string, LateAttribute>> = {
  ...ACCOUNT,
  [ATTR_CLOUD_REGION]: { path: 'instance/region', read: lastSegment },
  [ATTR_FAAS_INSTANCE]: { path: 'instance/id' },
};

/** What the metadata server is asked on each platform. */
const LATE: Readonly<Record<Platform, Readonly<Record<string, LateAttribute>>>> = {
  gcp_app_engine: { ...ACCOUNT, ...ZONE },
  gcp_cloud_functions: SERVERLESS,
  gcp_cloud_run: SERVERLESS,
  gcp_compute_engine: {
    ...ACCOUNT,
    ...ZONE,
    [ATTR_HOST_ID]: { path: 'instance/id' },
    [ATTR_HOST_TYPE]: { path: 'instance/machine-type', read: lastSegment },
    [ATTR_GCP_GCE_INSTANCE_NAME]: { path: 'instance/name' },
  },
  gcp_kubernetes_engine: {
    ...ACCOUNT,
    [ATTR_K8S_CLUSTER_NAME]: { path: 'instance/attributes/cluster-name' },
    // A zonal cluster lies in a zone (europe-west1-b), a regional one in a region (europe-west1).
    [ATTR_CLOUD_AVAILABILITY_ZONE]: {
      path: 'instance/attributes/cluster-location',
      read: (location) => (isZone(location) ? location : undefined),
    },
    [ATTR_CLOUD_REGION]: { path: 'instance/attributes/cluster-location', read: regionOf },
    [ATTR_HOST_ID]: { path: 'instance/id' },
  },
};

/** Every variable this detector looks at. */
export const GCP_VARIABLES: readonly string[] = [
  'GCE_METADATA_HOST',
  'K_SERVICE',
  'K_REVISION',
  'FUNCTION_TARGET',
  'CLOUD_RUN_JOB',
  'CLOUD_RUN_EXECUTION',
  'CLOUD_RUN_TASK_INDEX',
  'GAE_SERVICE',
  'GAE_VERSION',
  'GAE_INSTANCE',
];

/** What is known of the platform at once, and what the metadata server will still tell. */
export interface GcpAttributes {
  readonly now: Attributes;
  readonly late: Readonly<Record<string, Promise<AttributeValue | undefined>>>;
}

/**
 * Describes where on Google Cloud the process runs. Elsewhere it finds nothing and makes no network call.
 *
 * Follows the semantic conventions' cloud, faas and k8s resource attributes.
 */
export function detectGcp(variables: EnvironmentVariables, fileSystem: FileSystem): GcpAttributes {
  const platform = findPlatform(variables, fileSystem);
  if (platform === undefined) return { now: {}, late: {} };
  const now = {
    [ATTR_CLOUD_PROVIDER]: 'gcp',
    [ATTR_CLOUD_PLATFORM]: platform,
    ...describeWorkload(platform, variables),
  };
  return { now, late: askMetadata(LATE[platform], variables.GCE_METADATA_HOST) };
}

function findPlatform(variables: EnvironmentVariables, fileSystem: FileSystem): Platform | undefined {
  // Knative sets K_SERVICE as well, in any Kubernetes cluster.
  if (!isKubernetes(variables)) {
    if (variables.GAE_SERVICE !== undefined) return 'gcp_app_engine';
    if (variables.K_SERVICE !== undefined) {
      return variables.FUNCTION_TARGET === undefined ? 'gcp_cloud_run' : 'gcp_cloud_functions';
    }
    if (variables.CLOUD_RUN_JOB !== undefined) return 'gcp_cloud_run';
  }
  const onVirtualMachine =
    variables.GCE_METADATA_HOST !== undefined ||
    (fileSystem.readText(PRODUCT_FILE)?.startsWith('Google') ?? false);
  if (!onVirtualMachine) return undefined;
  return isKubernetes(variables) ? 'gcp_kubernetes_engine' : 'gcp_compute_engine';
}

function describeWorkload(platform: Platform, variables: EnvironmentVariables): Attributes {
  if (platform === 'gcp_app_engine') {
    return {
      [ATTR_FAAS_NAME]: variables.GAE_SERVICE,
      [ATTR_FAAS_VERSION]: variables.GAE_VERSION,
      [ATTR_FAAS_INSTANCE]: variables.GAE_INSTANCE,
    };
  }
  if (platform !== 'gcp_cloud_run' && platform !== 'gcp_cloud_functions') return {};
  const taskIndex = variables.CLOUD_RUN_TASK_INDEX;
  return {
    [ATTR_FAAS_NAME]: variables.K_SERVICE ?? variables.CLOUD_RUN_JOB,
    [ATTR_FAAS_VERSION]: variables.K_REVISION,
    [ATTR_GCP_CLOUD_RUN_JOB_EXECUTION]: variables.CLOUD_RUN_EXECUTION,
    [ATTR_GCP_CLOUD_RUN_JOB_TASK_INDEX]: taskIndex === undefined ? undefined : Number(taskIndex),
  };
}

/** All questions at once, each path asked one time. */
function askMetadata(attributes: Readonly<Record<string, LateAttribute>>, host: string | undefined) {
  const answers = new Map<string, Promise<string | undefined>>();
  const late = Object.entries(attributes).map(([attribute, { path, read }]) => {
    const answer = answers.get(path) ?? readMetadata(path, host);
    answers.set(path, answer);
    return [
      attribute,
      answer.then((text) => (text === undefined ? undefined : (read?.(text) ?? (read ? undefined : text)))),
    ];
  });
  return Object.fromEntries(late) as GcpAttributes['late'];
}

/** `projects/123/zones/europe-west1-b` → `europe-west1-b`. */
function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function isZone(location: string): boolean {
  return /^[a-z]+-[a-z]+\d+-[a-z]$/.test(location);
}

function regionOf(location: string): string {
  return isZone(location) ? location.slice(0, location.lastIndexOf('-')) : location;
}
