/** Set by http.mjs and nowhere else, over whatever the client sent; the rest of the server trusts them. */

/** Who asks, by address. */
export const ADDRESS_HEADER = 'x-lunette-address'
/** `https` or `http`, as the browser sees it. */
export const SCHEME_HEADER = 'x-lunette-scheme'
/** `local` when the request came to a loopback name from this machine itself, `remote` otherwise. */
export const REACH_HEADER = 'x-lunette-reach'
/** Set by proxy.ts: what scripts of this page carry to be let run. */
export const NONCE_HEADER = 'x-nonce'
