import { describe, expect, it } from 'vitest';
import { detectKubernetes } from '../../src/resource/kubernetes.ts';
import { fileTree, readFixture } from './file-tree.ts';

const POD_UID = '6f1d2c3b-4a59-4687-9c0d-1e2f3a4b5c6d';
const IN_CLUSTER = { KUBERNETES_SERVICE_HOST: '10.0.0.1', HOSTNAME: 'checkout-7d9f-x2x4k' };

describe('Kubernetes', () => {
  it('is told by the variables of the downward API', () => {
    const variables = {
      ...IN_CLUSTER,
      POD_NAME: 'pod',
      POD_NAMESPACE: 'shop',
      POD_UID: 'uid',
      POD_IP: '10.1.2.3',
      NODE_NAME: 'node',
      CONTAINER_NAME: 'app',
      K8S_DEPLOYMENT_NAME: 'checkout',
      K8S_CLUSTER_NAME: 'prod',
    };
    expect(detectKubernetes(variables, fileTree())).toEqual({
      'k8s.pod.name': 'pod',
      'k8s.namespace.name': 'shop',
      'k8s.pod.uid': 'uid',
      'k8s.pod.ip': '10.1.2.3',
      'k8s.node.name': 'node',
      'k8s.container.name': 'app',
      'k8s.deployment.name': 'checkout',
      'k8s.cluster.name': 'prod',
    });
  });

  it('is told by what every container has, when a deployment passes nothing', () => {
    const files = fileTree({
      '/proc/self/mountinfo': readFixture('containerd-v2.mountinfo'),
      '/var/run/secrets/kubernetes.io/serviceaccount/namespace': 'shop\n',
    });
    expect(detectKubernetes(IN_CLUSTER, files)).toEqual({
      'k8s.pod.name': 'checkout-7d9f-x2x4k',
      'k8s.namespace.name': 'shop',
      'k8s.pod.uid': POD_UID,
      'k8s.container.name': 'checkout',
    });
  });

  it('prefers our own names for variables to the common ones', () => {
    const variables = { ...IN_CLUSTER, K8S_POD_NAME: 'ours', POD_NAME: 'common' };
    expect(detectKubernetes(variables, fileTree())['k8s.pod.name']).toBe('ours');
  });

  it('is nothing elsewhere, whatever variables happen to be set', () => {
    expect(detectKubernetes({ POD_NAME: 'x', HOSTNAME: 'y' }, fileTree())).toEqual({});
  });
});
