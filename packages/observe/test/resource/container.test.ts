import { describe, expect, it } from 'vitest';
import { detectContainer } from '../../src/resource/container.ts';
import { fileTree, readFixture } from './file-tree.ts';

/** The id in every fixture; another one stands in them for a sandbox, a monitor or a layer. */
const ID = '3f1c0de5a7b94c2e8d6f0a1b2c3d4e5f60718293a4b5c6d7e8f9012345abcdef';
const ECS_ID = '0123456789abcdef0123456789abcdef-1234567890';

describe('the container id', () => {
  it.each([
    ['Docker with cgroup v1', 'docker-v1.cgroup', '', ID],
    ['Docker with cgroup v2 in a private namespace', 'docker-v2.cgroup', 'docker-v2.mountinfo', ID],
    ['Docker under systemd with cgroup v2', 'systemd-docker-v2.cgroup', '', ID],
    ['containerd in Kubernetes', 'kubepods-containerd.cgroup', '', ID],
    ['Kubernetes with cgroup v1', 'kubepods-v1.cgroup', '', ID],
    ['CRI-O, beside its monitor', 'crio.cgroup', '', ID],
    ['Podman with cgroup v2', 'docker-v2.cgroup', 'podman-v2.mountinfo', ID],
    ['Amazon ECS', 'ecs.cgroup', '', ECS_ID],
    [
      'containerd, which shows only the id of the sandbox',
      'docker-v2.cgroup',
      'containerd-v2.mountinfo',
      undefined,
    ],
    ['no container at all', 'bare-metal.cgroup', '', undefined],
  ])('is found under %s', (_, cgroup, mountinfo, id) => {
    const files = fileTree({
      '/proc/self/cgroup': readFixture(cgroup),
      ...(mountinfo !== '' && { '/proc/self/mountinfo': readFixture(mountinfo) }),
    });
    expect(detectContainer(files)['container.id']).toBe(id);
  });

  it('is absent where there is no /proc', () => {
    expect(detectContainer(fileTree())['container.id']).toBeUndefined();
  });
});
