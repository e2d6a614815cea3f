import type { Attributes } from '@opentelemetry/api';
import { ATTR_CONTAINER_ID } from './attributes.ts';
import type { FileSystem } from './file-system.ts';
import { parseMounts } from './mounts.ts';

/** Docker, containerd, CRI-O and Podman name a container's cgroup by 64 hex digits, perhaps `docker-….scope`. */
const CGROUP_ID = /(?:^|[/:-])([0-9a-f]{64})(?:\.scope)?$/;
/** Amazon ECS: the task's 32 hex digits and a number. */
const ECS_ID = /\/([0-9a-f]{32}-\d{8,12})$/;
/** Files that a container runtime mounts from a folder named after the container. */
const RUNTIME_FILES: ReadonlySet<string> = new Set(['/etc/hostname', '/etc/hosts', '/etc/resolv.conf']);
const MOUNT_ID = /\/(?:containers|overlay-containers)\/([0-9a-f]{64})\//;

/**
 * Finds the container's id in the control groups (version 1), else in the mounts, where version 2 shows only `/`.
 * Some runtimes show it nowhere; then there is none.
 */
export function detectContainer(fileSystem: FileSystem): Attributes {
  const id =
    findInControlGroups(fileSystem.readText('/proc/self/cgroup')) ??
    findInMounts(fileSystem.readText('/proc/self/mountinfo'));
  return { [ATTR_CONTAINER_ID]: id };
}

function findInControlGroups(cgroups: string | undefined): string | undefined {
  for (const line of (cgroups ?? '').split('\n')) {
    // CRI-O's monitor has the container's id too, in a group the process is not in.
    if (line.includes('crio-conmon-')) continue;
    const id = CGROUP_ID.exec(line.trim())?.[1] ?? ECS_ID.exec(line.trim())?.[1];
    if (id !== undefined) return id;
  }
  return undefined;
}

/** containerd mounts these files from the sandbox of the pod, whose id is another one: not matched by design. */
function findInMounts(mountinfo: string | undefined): string | undefined {
  for (const { root, mountPoint } of parseMounts(mountinfo)) {
    if (!RUNTIME_FILES.has(mountPoint)) continue;
    const id = MOUNT_ID.exec(root)?.[1];
    if (id !== undefined) return id;
  }
  return undefined;
}
