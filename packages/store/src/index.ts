/**
 * store: ports for state, one small port a noun, and the gallery of adapters.
 */
export { type FileUsageLogOptions, openFileUsageLog } from './adapters/file/index.ts';
export { createMemoryUsageLog } from './adapters/memory/index.ts';
export type { KeyDirectory } from './ports/key-directory.ts';
export type { UsageLog, UsageRecord } from './ports/usage-log.ts';
