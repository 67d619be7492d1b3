/*
|--------------------------------------------------------------------------
| Kill points
|--------------------------------------------------------------------------
|
| Loaded into a store before anything else (`node --import`), this counts its
| side effects from a SIGUSR2 on: statements, file operations and calls over
| HTTP. At the number in KILL_AT the process is killed, as by a power cut.
| Where KILL_LOG names a file, the kind of each side effect is appended to it.
|
*/

import { appendFileSync } from 'node:fs'
import fs from 'node:fs/promises'
import http from 'node:http'
import { createRequire, syncBuiltinESMExports } from 'node:module'

const require = createRequire(import.meta.url)
const killAt = Number(process.env.KILL_AT ?? 0)
const log = process.env.KILL_LOG

let isCounting = false
let count = 0

process.on('SIGUSR2', () => {
  isCounting = true
})

/** Called before a side effect, so that a kill prevents it. */
function reach(kind) {
  if (!isCounting) {
    return
  }
  count += 1
  if (count === killAt) {
    process.kill(process.pid, 'SIGKILL')
  }
  if (log) {
    appendFileSync(log, `${kind}\n`)
  }
}

function wrap(target, name, kind) {
  const original = target[name]
  target[name] = function (...args) {
    reach(kind)
    return original.apply(this, args)
  }
}

/* Reads change nothing, and an idle store reads all the time. */
const WRITES = /^\s*(insert|update|delete|begin|commit|release)/i

const Sqlite = require('better-sqlite3')
const prepare = Sqlite.prototype.prepare
Sqlite.prototype.prepare = function (sql, ...rest) {
  const statement = prepare.call(this, sql, ...rest)
  if (WRITES.test(sql) && !/queue_|\blocks\b/.test(sql)) {
    for (const method of ['run', 'all', 'get']) {
      wrap(statement, method, `sql ${sql.slice(0, 60)}`)
    }
  }
  return statement
}

const { Client } = require('pg')
const query = Client.prototype.query
Client.prototype.query = function (given, ...rest) {
  const sql = typeof given === 'string' ? given : (given?.text ?? '')
  if (WRITES.test(sql) && !/queue_|"locks"/.test(sql)) {
    reach(`sql ${sql.slice(0, 60)}`)
  }
  return query.call(this, given, ...rest)
}

for (const name of ['writeFile', 'rename', 'open', 'rm', 'unlink', 'mkdir']) {
  wrap(fs, name, `file ${name}`)
}
wrap(http, 'request', 'http')
syncBuiltinESMExports()
