import { arch, hostname, platform, release } from 'node:os';
import type { Attributes } from '@opentelemetry/api';
import { ATTR_HOST_ARCH, ATTR_HOST_ID, ATTR_HOST_NAME, ATTR_OS_TYPE, ATTR_OS_VERSION } from './attributes.ts';
import type { FileSystem } from './file-system.ts';

/** The semantic conventions' words where they differ from Node's. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  arm: 'arm32',
  ppc: 'ppc32',
  s390: 's390x',
  x64: 'amd64',
  ia32: 'x86',
};
const OPERATING_SYSTEMS: Readonly<Record<string, string>> = { sunos: 'solaris', win32: 'windows' };

/** Where Linux and BSD keep an id of the machine, the first that has one wins. */
const MACHINE_ID_FILES = ['/etc/machine-id', '/var/lib/dbus/machine-id', '/etc/hostid'];

/** Describes the machine and its operating system, from what Node knows and one short file. */
export function detectHost(fileSystem: FileSystem): Attributes {
  return {
    [ATTR_HOST_NAME]: hostname(),
    [ATTR_HOST_ARCH]: ARCHITECTURES[arch()] ?? arch(),
    [ATTR_HOST_ID]: readMachineId(fileSystem),
    [ATTR_OS_TYPE]: OPERATING_SYSTEMS[platform()] ?? platform(),
    [ATTR_OS_VERSION]: release(),
  };
}

function readMachineId(fileSystem: FileSystem): string | undefined {
  for (const file of MACHINE_ID_FILES) {
    const id = fileSystem.readText(file)?.trim();
    // An image that is not yet installed says "uninitialized".
    if (id !== undefined && /^[0-9a-f-]{8,64}$/i.test(id)) return id;
  }
  return undefined;
}
