/** Shared by the start, the server and the console's forms; so it imports nothing. */
export const MIN_PASSWORD_LENGTH = 10
export const MAX_PASSWORD_LENGTH = 128
