// Writes a .gz and a .br copy beside every built text file, so that the server never compresses while someone waits.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const dist = new URL('../dist', import.meta.url).pathname
const worth = /\.(js|css|html|svg|json|txt|webmanifest)$/
const smallest = 1024 // bytes; below that the copy saves nothing

function* files(dir) {
  for (const name of readdirSync(dir)) {
    const path = join(dir, name)
    if (statSync(path).isDirectory()) yield* files(path)
    else if (worth.test(name)) yield path
  }
}

let count = 0
let plain = 0
let packed = 0
for (const path of files(dist)) {
  const body = readFileSync(path)
  if (body.length < smallest) continue
  const br = brotliCompressSync(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
  })
  writeFileSync(`${path}.gz`, gzipSync(body, { level: 9 }))
  writeFileSync(`${path}.br`, br)
  count += 1
  plain += body.length
  packed += br.length
}
console.log(`precompressed ${count} files: ${Math.round(plain / 1024)} kB to ${Math.round(packed / 1024)} kB (br)`)
