// A real Chromium for tests, from the package alone: it brings the libraries and fonts that a bare Debian has not.
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import chromium, { inflate } from '@sparticuz/chromium'
import playwright, { type Browser } from 'playwright-core'

const PACKAGE = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..')
const CACHE = join(import.meta.dirname, '..', '..', 'node_modules', '.cache')

/** Elsewhere the package has none that runs. */
export const HAS_BROWSER = process.platform === 'linux' && process.arch === 'x64'

/** Whoever launches it closes it. */
export async function openBrowser(): Promise<Browser> {
  const home = await unpacked()
  return await playwright.chromium.launch({
    executablePath: join(home, 'chromium'),
    args: chromium.args.filter(
      arg =>
        !arg.startsWith('--headless') &&
        arg !== '--single-process' &&
        arg !== '--disable-web-security',
    ),
    env: {
      PATH: process.env.PATH ?? '',
      HOME: home,
      LD_LIBRARY_PATH: join(home, 'al2023', 'lib'),
      FONTCONFIG_FILE: join(home, 'fonts.conf'),
    },
  })
}

/** Once for each version, whoever comes first: others find it whole or not at all. */
async function unpacked(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8'))
  const home = join(CACHE, `chromium-${version}`)
  if (existsSync(home)) return home
  await mkdir(CACHE, { recursive: true })
  const fresh = await mkdtemp(`${home}.`)
  await unpackInto(fresh)
  await writeFile(join(fresh, 'fonts.conf'), fontsOf(home))
  await rename(fresh, home).catch(async error => {
    await rm(fresh, { recursive: true, force: true })
    if (!existsSync(home)) throw error
  })
  return home
}

/** The package unpacks to the folder for temporary files, wherever that is. */
async function unpackInto(folder: string): Promise<void> {
  const { TMPDIR } = process.env
  process.env.TMPDIR = folder
  const parts = ['chromium.br', 'fonts.tar.br', 'al2023.tar.br', 'swiftshader.tar.br']
  const all = parts.map(part => inflate(join(PACKAGE, 'bin', part)))
  if (TMPDIR === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = TMPDIR
  await Promise.all(all)
}

function fontsOf(home: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${join(home, 'fonts')}</dir>
  <cachedir>${join(home, 'fonts-cache')}</cachedir>
</fontconfig>
`
}
