import { describe, expect, it } from 'vitest';
import type { ResolvedConfig } from '../../src/config/model.ts';
import { detectResource } from '../../src/resource/detect.ts';
import { fileTree } from './file-tree.ts';
import { startMetadataServer } from './metadata-server-stub.ts';

const CONFIG = {
  service: { name: 'checkout', version: '', namespace: '', environment: '', team: '', tier: '' },
  resource: { attributes: {}, detectors: ['host', 'kubernetes', 'gcp'] },
} satisfies Pick<ResolvedConfig, 'service' | 'resource'>;

const METADATA = {
  'project/project-id': 'shop-prod',
  'instance/id': '4520031799277581759',
  'instance/name': 'vm-1',
  'instance/zone': 'projects/123/zones/europe-west1-b',
  'instance/region': 'projects/123/regions/europe-west1',
  'instance/machine-type': 'projects/123/machineTypes/e2-medium',
  'instance/attributes/cluster-name': 'blue',
  'instance/attributes/cluster-location': 'europe-west1',
};

async function detectOn(environment: Record<string, string>, values: Record<string, string> = METADATA) {
  const server = await startMetadataServer(values);
  const { resource } = detectResource(CONFIG, {
    environment: { GCE_METADATA_HOST: server.host, ...environment },
    fileSystem: fileTree({ '/etc/machine-id': '3d1219c7c4c5404aaa1f6d2a48adfda4\n' }),
  });
  expect(resource.asyncAttributesPending).toBe(true);
  await resource.waitForAsyncAttributes?.();
  return { attributes: resource.attributes, server };
}

describe('Google Cloud', () => {
  it('Compute Engine is described by the metadata server', async () => {
    const { attributes, server } = await detectOn({});
    expect(attributes).toMatchObject({
      'cloud.provider': 'gcp',
      'cloud.platform': 'gcp_compute_engine',
      'cloud.account.id': 'shop-prod',
      'cloud.availability_zone': 'europe-west1-b',
      'cloud.region': 'europe-west1',
      'host.id': '4520031799277581759',
      'host.type': 'e2-medium',
      'gcp.gce.instance.name': 'vm-1',
    });
    expect(new Set(server.asked).size).toBe(server.asked.length);
  });

  it('GKE tells its cluster and where that lies', async () => {
    const cluster = { KUBERNETES_SERVICE_HOST: '10.0.0.1', HOSTNAME: 'pod-1' };
    const regional = await detectOn(cluster);
    expect(regional.attributes).toMatchObject({
      'cloud.platform': 'gcp_kubernetes_engine',
      'cloud.account.id': 'shop-prod',
      'cloud.region': 'europe-west1',
      'k8s.cluster.name': 'blue',
      'k8s.pod.name': 'pod-1',
    });
    expect(regional.attributes).not.toHaveProperty('cloud.availability_zone');

    const zonal = await detectOn(cluster, {
      ...METADATA,
      'instance/attributes/cluster-location': 'europe-west1-c',
    });
    expect(zonal.attributes).toMatchObject({
      'cloud.availability_zone': 'europe-west1-c',
      'cloud.region': 'europe-west1',
    });
  });

  it('Cloud Run tells service, revision and instance', async () => {
    const { attributes } = await detectOn({ K_SERVICE: 'checkout', K_REVISION: 'checkout-00012' });
    expect(attributes).toMatchObject({
      'cloud.platform': 'gcp_cloud_run',
      'cloud.account.id': 'shop-prod',
      'cloud.region': 'europe-west1',
      'faas.name': 'checkout',
      'faas.version': 'checkout-00012',
      'faas.instance': '4520031799277581759',
    });
  });

  it.each([
    [
      { CLOUD_RUN_JOB: 'nightly', CLOUD_RUN_EXECUTION: 'nightly-x', CLOUD_RUN_TASK_INDEX: '2' },
      {
        'cloud.platform': 'gcp_cloud_run',
        'faas.name': 'nightly',
        'gcp.cloud_run.job.execution': 'nightly-x',
        'gcp.cloud_run.job.task_index': 2,
      },
    ],
    [
      { K_SERVICE: 'fn', FUNCTION_TARGET: 'main' },
      { 'cloud.platform': 'gcp_cloud_functions', 'faas.name': 'fn' },
    ],
    [
      { GAE_SERVICE: 'web', GAE_VERSION: '3', GAE_INSTANCE: 'i' },
      { 'cloud.platform': 'gcp_app_engine', 'faas.name': 'web', 'faas.version': '3', 'faas.instance': 'i' },
    ],
  ])('is recognised by its variables: %o', async (environment, expected) => {
    const { attributes } = await detectOn(environment);
    expect(attributes).toMatchObject(expected);
  });

  it('is told without what the metadata server does not have', async () => {
    const { attributes } = await detectOn({}, {});
    expect(attributes).toMatchObject({
      'cloud.platform': 'gcp_compute_engine',
      'host.id': '3d1219c7c4c5404aaa1f6d2a48adfda4',
    });
    expect(attributes).not.toHaveProperty('cloud.account.id');
  });

  it('is recognised by the machine’s firmware', () => {
    const fileSystem = fileTree({ '/sys/class/dmi/id/product_name': 'Google Compute Engine\n' });
    // Cloud Run in Kubernetes is Knative, which has nothing to do with Google.
    const knative = { K_SERVICE: 'x', KUBERNETES_SERVICE_HOST: '10.0.0.1' };
    expect(platformOf({ GCE_METADATA_HOST: '127.0.0.1:1' }, fileSystem)).toBe('gcp_compute_engine');
    expect(platformOf({ GCE_METADATA_HOST: '127.0.0.1:1', ...knative }, fileSystem)).toBe(
      'gcp_kubernetes_engine',
    );
    expect(platformOf(knative, fileTree())).toBeUndefined();
  });

  it('makes no network call elsewhere', () => {
    const fileSystem = fileTree({ '/sys/class/dmi/id/product_name': 'Standard PC (Q35 + ICH9, 2009)\n' });
    const { resource } = detectResource(CONFIG, { environment: {}, fileSystem });
    expect(resource.asyncAttributesPending).toBe(false);
    expect(resource.attributes).not.toHaveProperty('cloud.provider');
  });

  it('makes no network call when the detector is off', async () => {
    const server = await startMetadataServer(METADATA);
    const config = { ...CONFIG, resource: { attributes: {}, detectors: [] } };
    const { resource } = detectResource(config, { environment: { GCE_METADATA_HOST: server.host } });
    expect(resource.asyncAttributesPending).toBe(false);
    expect(server.asked).toEqual([]);
  });
});

function platformOf(environment: Record<string, string>, fileSystem = fileTree()): unknown {
  const { resource } = detectResource(CONFIG, { environment, fileSystem });
  const platform = resource.getRawAttributes().find(([key]) => key === 'cloud.platform');
  return platform?.[1];
}
