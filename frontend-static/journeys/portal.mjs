import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const binary = fileURLToPath(new URL('../../bin/portal', import.meta.url))
const startLimit = 60_000

/**
 * Starts the built portal with demonstration data on a free port, in a directory of its own.
 * @returns {Promise<{url: string, stop: () => Promise<void>}>} once it answers that it is ready
 */
export async function startPortal() {
  if (!existsSync(binary)) throw new Error('bin/portal is missing: run make build first')
  const data = await mkdtemp(path.join(tmpdir(), 'talentcircle-journeys-'))
  const child = spawn(binary, ['serve', '--demo', '--demo-experts', '120', '--listen', '127.0.0.1:0', '--data', data], {
    env: { ...process.env, TALENTCIRCLE_DEMO_PASSWORD: 'journeys-2026-demonstration' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    await rm(data, { recursive: true, force: true })
  }
  try {
    const url = await addressOf(child)
    await ready(url)
    return { url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

// The start-up line names the port the system chose.
function addressOf(child) {
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => reject(new Error(`the portal did not say where it listens:\n${said}`)), startLimit)
    const hear = (chunk) => {
      said += chunk
      const found = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(said)
      if (!found) return
      clearTimeout(timer)
      resolve(found[0])
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the portal ended with ${code}:\n${said}`)))
  })
}

async function ready(url) {
  const until = Date.now() + startLimit
  for (;;) {
    const status = await fetch(`${url}/readyz`).then((r) => r.status, () => 0)
    if (status === 200) return
    if (Date.now() > until) throw new Error(`the portal is not ready after ${startLimit / 1000} s (readyz: ${status})`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
