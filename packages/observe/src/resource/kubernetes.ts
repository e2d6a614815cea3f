import type { Attributes } from '@opentelemetry/api';
import type { EnvironmentVariables } from '../config/env.ts';
import {
  ATTR_K8S_CLUSTER_NAME,
  ATTR_K8S_CONTAINER_NAME,
  ATTR_K8S_DEPLOYMENT_NAME,
  ATTR_K8S_NAMESPACE_NAME,
  ATTR_K8S_NODE_NAME,
  ATTR_K8S_POD_IP,
  ATTR_K8S_POD_NAME,
  ATTR_K8S_POD_UID,
} from './attributes.ts';
import type { FileSystem } from './file-system.ts';
import { parseMounts } from './mounts.ts';

/** Set by Kubernetes in every container. */
const PRESENCE_VARIABLE = 'KUBERNETES_SERVICE_HOST';
const NAMESPACE_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/namespace';

/** Names that deployments commonly give to what the downward API tells, the first that is set wins. */
const DOWNWARD_VARIABLES: Readonly<Record<string, readonly string[]>> = {
  [ATTR_K8S_CLUSTER_NAME]: ['K8S_CLUSTER_NAME', 'CLUSTER_NAME'],
  [ATTR_K8S_CONTAINER_NAME]: ['K8S_CONTAINER_NAME', 'CONTAINER_NAME'],
  [ATTR_K8S_DEPLOYMENT_NAME]: ['K8S_DEPLOYMENT_NAME', 'DEPLOYMENT_NAME'],
  [ATTR_K8S_NAMESPACE_NAME]: ['K8S_NAMESPACE_NAME', 'K8S_NAMESPACE', 'POD_NAMESPACE', 'K8S_POD_NAMESPACE'],
  [ATTR_K8S_NODE_NAME]: ['K8S_NODE_NAME', 'OTEL_RESOURCE_ATTRIBUTES_NODE_NAME', 'NODE_NAME'],
  [ATTR_K8S_POD_IP]: ['K8S_POD_IP', 'POD_IP'],
  [ATTR_K8S_POD_NAME]: ['K8S_POD_NAME', 'OTEL_RESOURCE_ATTRIBUTES_POD_NAME', 'POD_NAME'],
  [ATTR_K8S_POD_UID]: ['K8S_POD_UID', 'OTEL_RESOURCE_ATTRIBUTES_POD_UID', 'POD_UID'],
};

/** Every variable this detector looks at. */
export const KUBERNETES_VARIABLES: readonly string[] = [
  PRESENCE_VARIABLE,
  'HOSTNAME',
  ...Object.values(DOWNWARD_VARIABLES).flat(),
];

/** True in a container that Kubernetes started. */
export function isKubernetes(variables: EnvironmentVariables): boolean {
  return variables[PRESENCE_VARIABLE] !== undefined;
}

/**
 * Describes the pod from the downward API's variables, and where a deployment passes none, from what Kubernetes
 * leaves in every container: the service account's namespace, the mounts and the host name. No call to its API.
 */
export function detectKubernetes(variables: EnvironmentVariables, fileSystem: FileSystem): Attributes {
  if (!isKubernetes(variables)) return {};
  const told = Object.entries(DOWNWARD_VARIABLES).flatMap(([attribute, names]) => {
    const value = names.map((name) => variables[name]).find((text) => text !== undefined);
    return value === undefined ? [] : [[attribute, value] as const];
  });
  return {
    [ATTR_K8S_NAMESPACE_NAME]: fileSystem.readText(NAMESPACE_FILE)?.trim() || undefined,
    // A pod's host name is its name, unless its specification says otherwise.
    [ATTR_K8S_POD_NAME]: variables.HOSTNAME,
    ...readMounts(fileSystem),
    ...Object.fromEntries(told),
  };
}

/** The kubelet mounts some files from folders named after the pod and the container. */
function readMounts(fileSystem: FileSystem): Attributes {
  for (const { root } of parseMounts(fileSystem.readText('/proc/self/mountinfo'))) {
    const pod = /\/pods\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/containers\/([^/]+)\//.exec(root);
    if (pod !== null) return { [ATTR_K8S_POD_UID]: pod[1], [ATTR_K8S_CONTAINER_NAME]: pod[2] };
  }
  return {};
}
