// Properties draw the same cases every time: what is red is red for everybody, and a green commit stays green.
// `npm run soak` draws others.
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20261122) })

export { fc }
