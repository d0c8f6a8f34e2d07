import { health } from '../array/facts/health'
import { runtime } from '../runtime/runtime'
import { json } from './answers'
import { guarded, type Endpoint } from './endpoints'
import { textFor } from './request'

/** `GET /health`: without a token, for whatever watches the array. */
export const healthEndpoint: Endpoint = (request) =>
  guarded(request, async () => {
    const state = await health(runtime().array)
    return json(textFor(request), state.status === 'ok' ? 200 : 503, state)
  })
