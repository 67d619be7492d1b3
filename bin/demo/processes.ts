import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Milliseconds after SIGTERM after which a process is killed. */
const KILL_AFTER = 10_000

/** Milliseconds between two requests to a server that is starting. */
const INTERVAL = 100

/** Lines of output shown of a failed process. */
const LAST_LINES = 8

/**
 * The processes of the demo: started one by one, ended together.
 */
export class Processes {
  #running: { name: string; child: ChildProcess }[] = []
  #isEnding = false

  constructor(
    private root: string,
    private environment: NodeJS.ProcessEnv
  ) {}

  /**
   * Runs a command to its end.
   * @throws Error with its last output if it fails
   */
  async run(script: string, ...args: string[]): Promise<void> {
    const child = this.#spawn(script, args)
    const output = collect(child)
    const [code] = await once(child, 'exit')
    this.#forget(child)
    if (code !== 0) {
      const last = output().trim().split('\n').slice(-LAST_LINES).join('\n')
      throw new Error(`"${[script, ...args].join(' ')}" failed:\n${last}`)
    }
  }

  /**
   * Starts a server and waits until its address answers.
   * @param seconds after which it counts as failed
   * @throws Error with its last output if it ends or does not answer in time
   */
  async serve(name: string, script: string, address: string, seconds: number): Promise<void> {
    const child = this.#spawn(script, [])
    const output = collect(child)
    const deadline = Date.now() + seconds * 1000
    while (!(await answers(address))) {
      if (child.exitCode !== null || Date.now() > deadline) {
        const last = output().trim().split('\n').slice(-LAST_LINES).join('\n')
        throw new Error(`${name} did not start.\n${last}`)
      }
      await new Promise((resolve) => setTimeout(resolve, INTERVAL))
    }
    child.stdout?.removeAllListeners('data').pipe(process.stdout)
    child.stderr?.removeAllListeners('data').pipe(process.stderr)
    this.#running.push({ name, child })
  }

  /**
   * Waits until one of the servers ends.
   * @returns its name
   */
  async oneEnded(): Promise<string> {
    return Promise.race(
      this.#running.map(async ({ name, child }) => {
        if (child.exitCode === null && child.signalCode === null) {
          await once(child, 'exit')
        }
        return name
      })
    )
  }

  /** The process id of the server that was started last. */
  get processId(): number | undefined {
    return this.#running.at(-1)?.child.pid
  }

  /** Ends all processes in the reverse order of their start, and waits for each. */
  async end(): Promise<void> {
    if (this.#isEnding) {
      return
    }
    this.#isEnding = true
    for (const child of [...this.#children].reverse()) {
      await endProcess(child)
    }
  }

  #children = new Set<ChildProcess>()

  #spawn(script: string, args: string[]): ChildProcess {
    // A build runs without the TypeScript loader, which every import() would pass through.
    const loader = script.endsWith('.ts') ? ['--import=@poppinss/ts-exec'] : []
    const child = spawn(process.execPath, [...loader, script, ...args], {
      cwd: this.root,
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C reaches the whole terminal group; the children are ended in order instead.
      detached: process.platform !== 'win32',
    })
    this.#children.add(child)
    return child
  }

  #forget(child: ChildProcess) {
    this.#children.delete(child)
  }
}

/**
 * Whether a port is free on both of the addresses that "localhost" may mean.
 */
export async function isFree(port: number): Promise<boolean> {
  return (await isFreeAt('127.0.0.1', port)) && (await isFreeAt('::1', port))
}

async function isFreeAt(host: string, port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, host)
    await once(server, 'listening')
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EADDRINUSE'
  } finally {
    server.close()
  }
}

function collect(child: ChildProcess): () => string {
  let text = ''
  const append = (chunk: Buffer) => (text = (text + chunk).slice(-20_000))
  child.stdout?.on('data', append)
  child.stderr?.on('data', append)
  return () => text
}

async function answers(address: string): Promise<boolean> {
  try {
    const answer = await fetch(address)
    await answer.arrayBuffer()
    return answer.status < 500
  } catch {
    return false
  }
}

async function endProcess(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) {
    return
  }
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER)
  await ended
  clearTimeout(timer)
}
