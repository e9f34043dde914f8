// The thread that makes one file of the data: both logs are made at the same time.
import { parentPort, workerData } from 'node:worker_threads';
import { writeAccessLog } from './access-log.js';
import { writeJsonLog } from './json-log.js';

const write = { access: writeAccessLog, json: writeJsonLog }[workerData.kind];
parentPort.postMessage(write(workerData));
