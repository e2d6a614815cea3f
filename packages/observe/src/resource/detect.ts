import { randomUUID } from 'node:crypto';
import type { AttributeValue, Attributes } from '@opentelemetry/api';
import { SDK_INFO } from '@opentelemetry/core';
import { resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import {
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_NAMESPACE,
  ATTR_SERVICE_TEAM,
  ATTR_SERVICE_TIER,
  ATTR_SERVICE_VERSION,
} from '@org/observe-conventions';
import { VERSION } from '../bootstrap/version.ts';
import { readPlatformVariables, type EnvironmentVariables } from '../config/env.ts';
import type { ResolvedConfig, ResourceDetectorName } from '../config/model.ts';
import { ATTR_TELEMETRY_DISTRO_NAME, ATTR_TELEMETRY_DISTRO_VERSION } from './attributes.ts';
import { detectContainer } from './container.ts';
import { localFileSystem, type FileSystem } from './file-system.ts';
import { GCP_VARIABLES, detectGcp } from './gcp.ts';
import { detectHost } from './host.ts';
import { KUBERNETES_VARIABLES, detectKubernetes } from './kubernetes.ts';
import { detectProcess } from './process.ts';

/** What detectors read; a test passes its own. */
export interface DetectionSources {
  readonly fileSystem?: FileSystem;
  readonly environment?: EnvironmentVariables;
}

/** The resource of this process. */
export interface DetectedResource {
  /** Complete at once, but for what Google Cloud's metadata server adds within its deadline; exporters wait for it. */
  readonly resource: Resource;
}

type LateAttributes = Readonly<Record<string, Promise<AttributeValue | undefined>>>;

/**
 * Finds out what is emitting the telemetry: the service by configuration, the process and its surroundings by
 * detectors. Reads a few short files and never waits; only on Google Cloud is anything asked over the network, and
 * then the start does not wait for the answer. Nothing that fails to be found is an error.
 *
 * Names are those of the OpenTelemetry semantic conventions. What the configuration says wins over what is detected.
 */
export function detectResource(
  config: Pick<ResolvedConfig, 'service' | 'resource'>,
  { fileSystem = localFileSystem, environment }: DetectionSources = {},
): DetectedResource {
  const variables = readPlatformVariables([...KUBERNETES_VARIABLES, ...GCP_VARIABLES], environment);
  const detected: Attributes = {};
  const late: Record<string, Promise<AttributeValue | undefined>> = {};
  const detectors: Record<ResourceDetectorName, () => Attributes> = {
    process: detectProcess,
    host: () => detectHost(fileSystem),
    container: () => detectContainer(fileSystem),
    kubernetes: () => detectKubernetes(variables, fileSystem),
    gcp() {
      const gcp = detectGcp(variables, fileSystem);
      Object.assign(late, gcp.late);
      return gcp.now;
    },
  };
  for (const name of config.resource.detectors) Object.assign(detected, defined(detectors[name]()));
  const told = { ...config.resource.attributes, ...describeService(config.service) };
  return {
    resource: resourceFromAttributes({
      ...describeTelemetry(),
      ...detected,
      ...preferLate(late, detected),
      [ATTR_SERVICE_INSTANCE_ID]: randomUUID(),
      ...told,
    }),
  };
}

/** What the cloud says of a machine is better than what the machine says, if it says anything. */
function preferLate(late: LateAttributes, detected: Attributes): LateAttributes {
  return Object.fromEntries(
    Object.entries(late).map(([key, value]) => [key, value.then((answer) => answer ?? detected[key])]),
  );
}

function describeService(service: ResolvedConfig['service']): Attributes {
  return defined({
    [ATTR_SERVICE_NAME]: service.name,
    [ATTR_SERVICE_VERSION]: service.version,
    [ATTR_SERVICE_NAMESPACE]: service.namespace,
    [ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: service.environment,
    [ATTR_SERVICE_TEAM]: service.team,
    [ATTR_SERVICE_TIER]: service.tier,
  });
}

function describeTelemetry(): Attributes {
  return {
    'telemetry.sdk.name': SDK_INFO['telemetry.sdk.name'],
    'telemetry.sdk.language': SDK_INFO['telemetry.sdk.language'],
    'telemetry.sdk.version': SDK_INFO['telemetry.sdk.version'],
    [ATTR_TELEMETRY_DISTRO_NAME]: '@org/observe',
    [ATTR_TELEMETRY_DISTRO_VERSION]: VERSION,
  };
}

/** Without what is unknown: an empty attribute says less than none. */
function defined(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).filter(([, value]) => value !== undefined && value !== ''),
  );
}
