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
interface Heard {
  readonly onAnswer: (answer: unknown) => void;
  readonly onPrint: (text: string) => void;
}
interface Given {
  readonly data: unknown;
  port?: MessagePort;
}

/**
 * Starts a thread that code of others runs in. It answers on a port of its own that this code is not given, so nothing answers in its
 * name, and what it prints is kept out of our own output. `onAnswer` also gets what was sent just before the thread ended.
 */
export function startPrivateWorker(url: URL, data: unknown, { onAnswer, onPrint }: Heard, options: WorkerOptions): PrivateWorker {
  const { port1: port, port2 } = new MessageChannel();
  const given: Given = { data, port: port2 };
  const worker = new Worker(url, { ...options, execArgv: [], workerData: given, transferList: [port2] });
  for (const stream of [worker.stdout, worker.stderr]) {
    // `stdout: true` would do that too, and keep the process for as long as the thread lives.
    stream.unpipe();
    stream.setEncoding('utf8').on('data', onPrint).resume();
  }
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
