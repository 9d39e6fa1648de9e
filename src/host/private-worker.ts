import {
  MessageChannel,
  parentPort,
  receiveMessageOnPort,
  Worker,
  workerData,
  type MessagePort,
  type WorkerOptions,
} from 'node:worker_threads';

/** A thread, and the port it answers on. */
export interface PrivateWorker {
  readonly worker: Worker;
  readonly port: MessagePort;
}
interface Given {
  readonly data: unknown;
  port?: MessagePort;
}

/**
 * Starts a thread that code of others runs in. It answers on a port of its own that this code is not given, so nothing answers in its
 * name; what it prints goes to `worker.stdout` and `worker.stderr`. `onAnswer` also gets what was sent just before the thread ended.
 */
export function startPrivateWorker(url: URL, data: unknown, onAnswer: (answer: unknown) => void, options: WorkerOptions): PrivateWorker {
  const { port1: port, port2 } = new MessageChannel();
  const given: Given = { data, port: port2 };
  const worker = new Worker(url, { ...options, stdout: true, stderr: true, execArgv: [], workerData: given, transferList: [port2] });
  port.on('message', onAnswer);
  worker.on('exit', () => {
    for (let last = receiveMessageOnPort(port); last; last = receiveMessageOnPort(port)) onAnswer(last.message);
    port.close();
  });
  return { worker, port };
}

/** In such a thread, before anything of others is imported: what it was given, and its port, which are then nowhere to be found. */
export function takePrivatePort(): { readonly data: unknown; readonly port: MessagePort } {
  const { data, port } = workerData as Given;
  delete (workerData as Given).port;
  // Its messages would be taken in by the thread that asks, however many.
  parentPort!.close();
  return { data, port: port! };
}
