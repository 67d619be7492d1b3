/** The oldest Node that Kiosk runs on, such as `24.22.3`: `engines` in package.json says it. */
export const NODE_FLOOR: string

/** Whether a version is older than another; both are numbers with dots. */
export function isOlder(version: string, floor: string): boolean

/** A Node that was installed with Kiosk. */
export interface BundledNode {
  path: string
  version: string
}

/**
 * Decides which Node runs Kiosk.
 * @param running the Node of this process, and the bundled one where it is installed
 * @returns the path of the one to use; null where none of them is new enough
 */
export function chooseNode(running: {
  version: string
  execPath: string
  bundled: BundledNode | null
}): string | null

/** @returns the path of the Node to use on this machine; null where none is new enough */
export function supportedNode(): string | null

/** @returns the name of the package with a Node for this machine; null where there is none */
export function bundledPackage(): string | null

/** @returns the bundled Node where it is installed */
export function bundledNode(): BundledNode | null

/**
 * Returns where this process runs on a Node that is new enough. Otherwise starts the same program
 * again on the bundled Node and ends with its exit code, or ends with a sentence on what to install.
 */
export function continueOnSupportedNode(): Promise<void>

/**
 * Runs a command in the place of this process: hands signals to it and ends with its exit code.
 */
export function runInstead(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<never>

/** What to do about a Node that is too old. */
export function tooOld(): string
