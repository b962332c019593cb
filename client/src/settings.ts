import * as os from "node:os";

/** What of VS Code's configuration is read here; a plain object stands in for it in tests. */
export interface ConfigurationReader {
  get<T>(key: string): T | undefined;
}

/** Settings that decide what is checked and how it is shown, for one folder. */
export interface CheckSettings {
  enable: boolean;
  select: string[];
  ignore: string[];
  severity: Record<string, string>;
  codeLens: boolean;
  verify: VerifySettings;
}

/** Settings of verifications that are set; what is left out leaves what the project's configuration says. */
export interface VerifySettings {
  script?: string;
  args?: string[];
  device?: string;
  steps?: number;
  timeout?: number;
  env?: Record<string, string>;
}

/** Settings that decide which program runs. VS Code hides a workspace's values of them until it is trusted. */
export interface ProgramSettings {
  interpreter: string;
  path: string;
  args: string[];
}

/** What `${...}` in a path may stand for. */
export interface Variables {
  workspaceFolder?: string | undefined;
  userHome?: string;
  environment?: NodeJS.ProcessEnv;
}

export function readCheckSettings(configuration: ConfigurationReader): CheckSettings {
  return {
    enable: configuration.get<unknown>("enable") !== false,
    select: strings(configuration.get("select")),
    ignore: strings(configuration.get("ignore")),
    severity: stringValues(configuration.get("severity")),
    codeLens: configuration.get<unknown>("codeLens") !== false,
    verify: readVerifySettings(configuration),
  };
}

function readVerifySettings(configuration: ConfigurationReader): VerifySettings {
  const settings = {
    script: configuration.get<unknown>("verify.script"),
    args: configuration.get<unknown>("verify.args"),
    device: configuration.get<unknown>("verify.device"),
    steps: configuration.get<unknown>("verify.steps"),
    timeout: configuration.get<unknown>("verify.timeout"),
    env: configuration.get<unknown>("verify.env"),
  };
  const said = Object.entries(settings).filter(([, value]) => saysSomething(value));
  return Object.fromEntries(said) as VerifySettings;
}

/** The server checks what is set, and names what it can't use. */
function saysSomething(value: unknown): boolean {
  if (typeof value === "object" && value !== null) {
    return Object.keys(value).length > 0;
  }
  return value !== undefined && value !== null && value !== "";
}

export function readProgramSettings(
  configuration: ConfigurationReader,
  variables: Variables,
): ProgramSettings {
  return {
    interpreter: expand(text(configuration.get("interpreter")), variables),
    path: expand(text(configuration.get("path")), variables),
    args: strings(configuration.get("args")),
  };
}

/** Replaces `~`, `${workspaceFolder}`, `${userHome}` and `${env:NAME}`; what is unknown becomes empty. */
export function expand(path: string, variables: Variables): string {
  const home = variables.userHome ?? os.homedir();
  const environment = variables.environment ?? process.env;
  return path
    .trim()
    .replace(/^~(?=$|[\\/])/, () => home)
    .replace(/\$\{workspaceFolder\}/g, () => variables.workspaceFolder ?? "")
    .replace(/\$\{userHome\}/g, () => home)
    .replace(/\$\{env:([^}]+)\}/g, (_, name: string) => environment[name] ?? "");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

function stringValues(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) {
    return {};
  }
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
