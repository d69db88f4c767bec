/**
 * gateway: the data plane. `pipeline.ts` shows the path of a request; each room's `index.ts` says what it takes and
 * gives.
 */
export { type Gateway, type GatewayOptions, startGateway } from './gateway.ts';
export { type OpsServer, type OpsSources, openOpsServer } from './ops/index.ts';
export { PIPELINE } from './pipeline.ts';
export type { SupervisorMessage, WorkerMessage } from './worker-protocol.ts';
