const PERIOD_MS = 3 * 60_000;
const RESTARTS_IN_A_PERIOD = 4;

/** Decides whether a server that ended by itself is worth another start. */
export class CrashCounter {
  private times: number[] = [];

  /** @returns false when it has crashed too often lately. */
  shouldRestart(now: number = Date.now()): boolean {
    this.times = [...this.times.filter((time) => now - time < PERIOD_MS), now];
    return this.times.length <= RESTARTS_IN_A_PERIOD;
  }

  forget(): void {
    this.times = [];
  }
}
