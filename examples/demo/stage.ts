import { startReceiver, type Receiver } from './receiver.ts';
import type { ServiceName } from './load-cases.ts';
import { startService, type Service } from './services.ts';

/** The two example services, running. */
export interface RunningServices {
  readonly targets: Readonly<Record<ServiceName, string>>;
  /** Ends the services, which then send what they still hold. Resolves with what went wrong, if anything did. */
  stop(): Promise<string[]>;
}

/** Everything that runs during a demo: the receiver, and the services that send to it. */
export interface Stage {
  readonly receiver: Receiver;
  readonly targets: RunningServices['targets'];
  stopServices: RunningServices['stop'];
  close(): Promise<void>;
}

/** Starts the receiver and the services. */
export async function setStage(exportIntervalMs: number): Promise<Stage> {
  const receiver = await startReceiver();
  try {
    const { targets, stop } = await startServices(receiver.endpoint, exportIntervalMs);
    return { receiver, targets, stopServices: stop, close: () => receiver.close() };
  } catch (error) {
    await receiver.close();
    throw error;
  }
}

/**
 * Starts the inventory, then the orders service that calls it.
 *
 * @param endpoint - Base URL of the OTLP receiver they send to.
 * @param exportIntervalMs - How often they send metrics, in milliseconds.
 */
export async function startServices(endpoint: string, exportIntervalMs: number): Promise<RunningServices> {
  const services: Service[] = [];
  try {
    const settings = { endpoint, exportIntervalMs };
    const inventory = await startService('inventory', settings);
    services.push(inventory);
    const orders = await startService('orders', {
      ...settings,
      environment: { INVENTORY_URL: inventory.url },
    });
    services.push(orders);
    return { targets: { orders: orders.url, inventory: inventory.url }, stop: () => stopServices(services) };
  } catch (error) {
    await stopServices(services);
    throw error;
  }
}

/** The caller ends before the called, so that no request fails for want of the other side. */
async function stopServices(services: readonly Service[]): Promise<string[]> {
  const problems: string[] = [];
  for (const service of [...services].reverse()) {
    const problem = await service.stop();
    if (problem !== undefined) problems.push(problem);
    for (const line of service.errorLines()) problems.push(`${service.name} said: ${line}`);
  }
  return problems;
}
