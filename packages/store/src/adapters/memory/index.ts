import type { UsageLog, UsageRecord } from '../../ports/usage-log.ts';

/** Usage records in memory, the newest `recordsMax`: for tests and short-lived tools. */
export function createMemoryUsageLog(
  recordsMax = 10_000,
): UsageLog & { readonly records: readonly UsageRecord[] } {
  const records: UsageRecord[] = [];
  let droppedCount = 0;
  return {
    records,
    append(record) {
      if (records.length >= recordsMax) {
        records.shift();
        droppedCount += 1;
      }
      records.push(record);
    },
    flush: async () => {},
    close: async () => {},
    get droppedCount() {
      return droppedCount;
    },
  };
}
