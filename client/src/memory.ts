/** Where things are kept between windows; VS Code's workspaceState is one. */
export interface Store {
  get<Value>(key: string): Value | undefined;
  update(key: string, value: unknown): Thenable<void>;
}

/** A script that was verified; without arguments, those of the settings are taken. */
export interface RememberedScript {
  script: string;
  args?: string[];
}

const SCRIPTS = "torchvet.verify.scripts";
const AGREED = "torchvet.verify.agreed";
const MOST_SCRIPTS = 5;

/** What was verified in this workspace, the last one first, and whether the user has agreed to run scripts. */
export class Memory {
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  get scripts(): RememberedScript[] {
    const kept = this.store.get<unknown>(SCRIPTS);
    return Array.isArray(kept) ? kept.filter(isRemembered) : [];
  }

  get agreed(): boolean {
    return this.store.get<unknown>(AGREED) === true;
  }

  async agree(): Promise<void> {
    await this.store.update(AGREED, true);
  }

  argumentsFor(script: string): string[] | undefined {
    return this.scripts.find((each) => each.script === script)?.args;
  }

  async remember(latest: RememberedScript): Promise<void> {
    const others = this.scripts.filter((each) => each.script !== latest.script);
    await this.store.update(SCRIPTS, [latest, ...others].slice(0, MOST_SCRIPTS));
  }
}

function isRemembered(value: unknown): value is RememberedScript {
  const { script, args } = (value ?? {}) as Partial<RememberedScript>;
  return typeof script === "string" && (args === undefined || Array.isArray(args));
}
