// What a plan is compared with: read from a commit as from the disk, and nothing is touched on the way.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { baseFiles } from '../lib/cli/base.ts'
import { loadPolicies } from '../lib/policy/load.ts'
import { repository, type TestRepository } from './support/repository.ts'

const POLICY = 'kind: BackupPolicy\nname: erp\n'

let repo: TestRepository
let policies: string
let first: string

beforeAll(() => {
  // In a hook of git's they would be of another repository.
  for (const name of Object.keys(process.env)) if (/^GIT_/.test(name)) delete process.env[name]
  repo = repository()
  policies = join(repo.folder, 'policies')
  first = repo.commit({
    'policies/erp.yaml': POLICY,
    'policies/targets/größe "1".yml': 'kind: TargetList\n',
    'policies/README.md': 'no policy',
    'elsewhere/other.yaml': 'kind: Defaults\n',
  })
  repo.git('tag', 'v1')
  repo.commit({ 'policies/erp.yaml': 'kind: Changed\n', 'policies/new.yaml': POLICY })
})

afterAll(() => repo.remove())

describe('a commit', () => {
  it('gives the policies that it has, under the names that they have here', () => {
    const base = baseFiles('v1', policies)
    expect(base).toEqual({
      name: 'v1',
      commit: first,
      files: [
        { file: nameOf('erp.yaml'), text: POLICY },
        { file: nameOf('targets/größe "1".yml'), text: 'kind: TargetList\n' },
      ],
      diagnostics: [],
    })
  })

  it.each(['HEAD', 'main', 'refs/heads/main', 'HEAD~0'])('%s reads what the disk holds', name => {
    expect(baseFiles(name, policies).files).toEqual(loadPolicies(policies).files)
  })

  it('may be told by a part of its id', () => {
    expect(baseFiles(first.slice(0, 10), policies).commit).toBe(first)
  })

  it('is read where policies are the whole repository', () => {
    const files = baseFiles('v1', repo.folder).files.map(({ file }) => file)
    expect(files).toContain(relative('', join(repo.folder, 'elsewhere/other.yaml')))
  })

  it('is read where policies are one file', () => {
    const base = baseFiles('v1', join(policies, 'erp.yaml'))
    expect(base.files).toEqual([{ file: nameOf('erp.yaml'), text: POLICY }])
  })

  it('has no policies before there were any, and says so', () => {
    expect(baseFiles(`${first}~1`, policies)).toMatchObject({
      files: [],
      withoutPolicies: { folder: policies, elsewhere: [] },
    })
  })

  it('has policies in other folders, of which those below another one are not named', () => {
    const policy = `apiVersion: holdfast/v1\n${POLICY}`
    repo.commit({
      'was/erp.yaml': policy,
      'was/sql/erp.yml': policy,
      'größe/x.YAML': policy,
      'no/other.yaml': 'apiVersion: holdfast/v1\nkind: TargetList\n',
      'no/README.md': policy,
      'now/environment.yaml': 'apiVersion: holdfast/v1\nkind: Environment\n',
    })
    const elsewhere = ['größe', 'was']
    for (const folder of ['now', 'no'].map(name => join(repo.folder, name))) {
      expect(baseFiles('HEAD', folder).withoutPolicies).toEqual({ folder, elsewhere })
    }
    expect(baseFiles('HEAD', join(repo.folder, 'was/sql'))).not.toHaveProperty('withoutPolicies')
    repo.git('reset', '--quiet', '--hard', 'HEAD~1')
  })

  it('is read without a trace in the work tree, the index or the branches', () => {
    writeFileSync(join(policies, 'erp.yaml'), 'kind: NotCommitted\n')
    const before = traces()
    baseFiles('v1', policies)
    expect(traces()).toEqual(before)
    repo.git('checkout', '--quiet', '--', 'policies')
  })

  function traces() {
    return {
      status: repo.git('status', '--porcelain', '--ignored'),
      index: readFileSync(join(repo.folder, '.git', 'index')),
      refs: repo.git('for-each-ref'),
      stash: repo.git('stash', 'list'),
      erp: readFileSync(join(policies, 'erp.yaml'), 'utf8'),
    }
  }
})

describe('what a commit has beside plain files', () => {
  it('is a link to a file of the commit: that file', () => {
    symlinkSync('erp.yaml', join(policies, 'link.yaml'))
    symlinkSync('nowhere.yaml', join(policies, 'dangling.yaml'))
    symlinkSync('/etc/hostname', join(policies, 'outside.yaml'))
    repo.commit({})
    const { files, diagnostics } = baseFiles('HEAD', policies)
    expect(files.find(({ file }) => file === nameOf('link.yaml'))?.text).toBe('kind: Changed\n')
    const lost = diagnostics.map(({ code, place }) => `${code} ${place.file}`)
    expect(lost).toEqual([
      `file-unreadable ${nameOf('dangling.yaml')}`,
      `file-unreadable ${nameOf('outside.yaml')}`,
    ])
    repo.commit({
      'policies/link.yaml': null,
      'policies/dangling.yaml': null,
      'policies/outside.yaml': null,
    })
  })

  it('is bytes that are no text, or too many: told, as of the disk', () => {
    repo.commit({
      'policies/latin.yaml': Uint8Array.of(0x6b, 0xe9),
      'policies/large.yaml': 'x'.repeat(1024 * 1024 + 1),
      'policies/nul.yaml': 'a: "\u0000"\n',
    })
    const { files, diagnostics } = baseFiles('HEAD', policies)
    expect(files.map(({ file }) => file)).toContain(nameOf('nul.yaml'))
    expect(diagnostics).toEqual(loadPolicies(policies).diagnostics)
    repo.commit({
      'policies/latin.yaml': null,
      'policies/large.yaml': null,
      'policies/nul.yaml': null,
    })
  })
})

describe('a folder or a file', () => {
  it('stands for the policies under their own names', () => {
    const old = mkdtempSync(join(tmpdir(), 'holdfast-old-'))
    writeFileSync(join(old, 'erp.yaml'), POLICY)
    expect(baseFiles(old, policies)).toEqual({
      name: old,
      files: [{ file: nameOf('erp.yaml'), text: POLICY }],
      diagnostics: [],
    })
    expect(baseFiles(join(old, 'erp.yaml'), policies)).toMatchObject({
      files: [{ text: POLICY }],
      standsFor: policies,
    })
    const alone = baseFiles(join(old, 'erp.yaml'), join(policies, 'erp.yaml'))
    expect(alone).not.toHaveProperty('standsFor')
    rmSync(old, { recursive: true })
  })

  it('may be empty, and says so', () => {
    const nothing = mkdtempSync(join(tmpdir(), 'holdfast-nothing-'))
    expect(baseFiles(nothing, policies)).toEqual({
      name: nothing,
      files: [],
      diagnostics: [],
      withoutPolicies: { folder: nothing, elsewhere: [] },
    })
    rmSync(nothing, { recursive: true })
  })

  it('of which some cannot be read tells which', () => {
    const old = mkdtempSync(join(tmpdir(), 'holdfast-old-'))
    symlinkSync('nowhere', join(old, 'gone.yaml'))
    const [diagnostic] = baseFiles(old, policies).diagnostics
    expect(diagnostic?.place.file).toBe(nameOf('gone.yaml'))
    rmSync(old, { recursive: true })
  })
})

describe('what is neither, or both', () => {
  it.each([
    ['no-such-branch', /no such commit .*, file or folder here.*fetch-depth: 0/],
    ['./no-such-folder', /there is no such file or folder/],
    ['--upload-pack=evil', /no such commit/],
    ['HEAD:policies', /no such commit/],
    ['', /no such commit/],
  ])('%s is a clear error', (name, message) => {
    expect(() => baseFiles(name, policies)).toThrow(message)
  })

  it('is an error where the policies themselves are not there', () => {
    expect(() => baseFiles('main', join(repo.folder, 'gone'))).toThrow(/there is no such folder/)
  })

  it('is an error where the policies are reached by a link: git would follow it into the base', () => {
    symlinkSync('policies', join(repo.folder, 'link'))
    expect(() => baseFiles('main', join(repo.folder, 'link'))).toThrow(
      /link is a link, and the policies of main are read by the path that is written/,
    )
    symlinkSync(repo.folder, `${repo.folder}-link`)
    expect(baseFiles('main', join(`${repo.folder}-link`, 'policies')).files).not.toEqual([])
    rmSync(join(repo.folder, 'link'))
    rmSync(`${repo.folder}-link`)
  })

  it('is an error where there is no repository', () => {
    const outside = mkdtempSync(join(tmpdir(), 'holdfast-outside-'))
    vi.stubEnv('GIT_CEILING_DIRECTORIES', tmpdir())
    expect(() => baseFiles('main', outside)).toThrow(/is in no git repository/)
    vi.unstubAllEnvs()
    rmSync(outside, { recursive: true })
  })

  it('is an error of its own where git does not trust the repository, as in containers', () => {
    // git's own tests pretend it like this
    vi.stubEnv('GIT_TEST_ASSUME_DIFFERENT_OWNER', '1')
    // Whoever runs the tests may trust every repository.
    vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null')
    vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1')
    expect(() => baseFiles('main', policies)).toThrow(
      `git config --global --add safe.directory ${repo.folder}`,
    )
    vi.unstubAllEnvs()
  })

  it('must be told apart where a branch has the name of a folder', () => {
    repo.git('branch', 'test')
    mkdirSync('test', { recursive: true })
    expect(() => baseFiles('test', policies)).toThrow(/write \.\/test for the path/)
    expect(baseFiles('refs/heads/test', policies).commit).toMatch(/^[0-9a-f]{40}$/)
  })
})

function nameOf(file: string): string {
  return relative('', join(policies, file))
}
