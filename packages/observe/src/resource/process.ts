import type { Attributes } from '@opentelemetry/api';
import { basename } from 'node:path';
import {
  ATTR_PROCESS_COMMAND,
  ATTR_PROCESS_EXECUTABLE_NAME,
  ATTR_PROCESS_EXECUTABLE_PATH,
  ATTR_PROCESS_PID,
  ATTR_PROCESS_RUNTIME_DESCRIPTION,
  ATTR_PROCESS_RUNTIME_NAME,
  ATTR_PROCESS_RUNTIME_VERSION,
} from './attributes.ts';

/**
 * Describes the running process. Arguments and the owner are left out: arguments carry secrets, and neither
 * tells one process of a service from another.
 */
export function detectProcess(): Attributes {
  return {
    [ATTR_PROCESS_PID]: process.pid,
    [ATTR_PROCESS_EXECUTABLE_NAME]: basename(process.execPath),
    [ATTR_PROCESS_EXECUTABLE_PATH]: process.execPath,
    [ATTR_PROCESS_COMMAND]: process.argv[1],
    [ATTR_PROCESS_RUNTIME_NAME]: 'nodejs',
    [ATTR_PROCESS_RUNTIME_VERSION]: process.versions.node,
    [ATTR_PROCESS_RUNTIME_DESCRIPTION]: 'Node.js',
  };
}
