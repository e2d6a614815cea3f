/** Names by the OpenTelemetry semantic conventions for Node.js, V8 and process metrics. */
export const METRIC_EVENTLOOP_DELAY = 'nodejs.eventloop.delay';
export const METRIC_EVENTLOOP_TIME = 'nodejs.eventloop.time';
export const METRIC_EVENTLOOP_UTILIZATION = 'nodejs.eventloop.utilization';
export const METRIC_GC_DURATION = 'v8js.gc.duration';
export const METRIC_HEAP_SPACE_SIZE = 'v8js.memory.heap.space.size';
export const METRIC_HEAP_USED = 'v8js.memory.heap.used';
export const METRIC_HEAP_SPACE_AVAILABLE = 'v8js.memory.heap.space.available_size';
export const METRIC_HEAP_SPACE_PHYSICAL = 'v8js.memory.heap.space.physical_size';
export const METRIC_CPU_TIME = 'process.cpu.time';
export const METRIC_CPU_UTILIZATION = 'process.cpu.utilization';
export const METRIC_MEMORY_USAGE = 'process.memory.usage';
export const METRIC_UPTIME = 'process.uptime';

export const ATTR_CPU_MODE = 'cpu.mode';
export const ATTR_EVENTLOOP_STATE = 'nodejs.eventloop.state';
export const ATTR_GC_TYPE = 'v8js.gc.type';
export const ATTR_HEAP_SPACE_NAME = 'v8js.heap.space.name';
