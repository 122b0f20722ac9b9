// Starts the portal, plays the journeys in Chromium one after another and prints the result. `npm run journeys -- visitor` plays one file.
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { fileURLToPath } from 'node:url'
import { startPortal } from './portal.mjs'
import { browserPath } from './visit.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const asked = process.argv.slice(2)
const files = readdirSync(here).filter((f) => f.endsWith('.journey.mjs') && (asked.length === 0 || asked.some((a) => f.startsWith(a)))).sort()

async function main() {
  if (!existsSync(browserPath)) throw new Error(`no browser at ${browserPath}: install chromium or set CHROMIUM`)
  if (files.length === 0) throw new Error(`no journey is called ${asked.join(', ')}`)
  const portal = await startPortal()
  process.env.PORTAL_URL = portal.url
  try {
    await play()
  } finally {
    await portal.stop()
  }
}

function play() {
  return new Promise((resolve, reject) => {
    const stream = run({ files: files.map((f) => path.join(here, f)), concurrency: false, timeout: 300_000 })
    stream.on('test:fail', () => { process.exitCode = 1 })
    stream.once('end', resolve)
    stream.once('error', reject)
    stream.compose(spec).pipe(process.stdout)
  })
}

main().catch((error) => {
  console.error(`journeys: ${error.message}`)
  process.exitCode = 1
})
