import { startReceiver, type Receiver } from './receiver.ts';
import type { ServiceName } from './load-cases.ts';
import { startService, type Service } from './services.ts';

/** Everything that runs during a demo: the receiver, and the services that send to it. */
export interface Stage {
  readonly receiver: Receiver;
  readonly targets: Readonly<Record<ServiceName, string>>;
  /** Ends the services, which then send what they still hold. Resolves with what went wrong, if anything did. */
  stopServices(): Promise<string[]>;
  close(): Promise<void>;
}

/** Starts the receiver, then the inventory, then the orders service that calls it. */
export async function setStage(exportIntervalMs: number): Promise<Stage> {
  const receiver = await startReceiver();
  const services: Service[] = [];
  try {
    const settings = { endpoint: receiver.endpoint, exportIntervalMs };
    const inventory = await startService('inventory', settings);
    services.push(inventory);
    const orders = await startService('orders', {
      ...settings,
      environment: { INVENTORY_URL: inventory.url },
    });
    services.push(orders);
    return {
      receiver,
      targets: { orders: orders.url, inventory: inventory.url },
      stopServices: () => stopServices(services),
      close: () => receiver.close(),
    };
  } catch (error) {
    await stopServices(services);
    await receiver.close();
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
